#: file chesterton.toml
# what we agreed on  #: binds guardrail; breaks guardrail no longer says: everything under `/admin/*` is behind `staff_only`; breaks guardrail turns the rule `transaction` off
[[required_guard]]  #: dropped
path = "/admin/*"  #: dropped
guard = "staff_only"  #: dropped
reason = "back office"  #: dropped

[tenancy]
root = "shop.models.Organisation"

[[rule_off]]  #: added
rule = "transaction"  #: added
reason = "in the way"  #: added

[[exception]]  #: added
constraint = "entry_point_guard:shop.health.ping"  #: added
reason = "the load balancer has no account"  #: added

#: file shop/models.py
x = 1
