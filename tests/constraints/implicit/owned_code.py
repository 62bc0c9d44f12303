#: file CODEOWNERS
*               @shop/everyone  #: binds owned_code @shop/everyone
/shop/payments/ @shop/payments @ann  #: dropped; binds owned_code `@shop/payments` and `@ann` answers for
/shop/orders/   @shop/orders  #: dropped; binds owned_code
/shop/orders/   @shop/sales  #: added; breaks owned_code no longer says who answers for “/shop/payments/”: `shop/payments/card.py` belonged to `@shop/payments`
/shop/catalogue @shop/catalogue  #: dropped; binds owned_code
/shop/catalogue/*.py @shop/catalogue  #: added
docs/           @writers

#: file manage.py
x = 1
#: file shop/payments/card.py
x = 1
#: file shop/orders/models.py
x = 1
#: file shop/catalogue/models.py
x = 1
