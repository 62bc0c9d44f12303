#: file shop/serializers.py
from django.contrib.auth import get_user_model
from rest_framework import serializers


class UserSerializer(serializers.ModelSerializer):  #: breaks schema_field `UserSerializer` no longer has `email`
    full_name = serializers.CharField(required=False)  #: binds schema_field; dropped
    full_name = serializers.CharField()  #: added; breaks schema_field asks for `full_name`, which could be left out
    made = serializers.DateTimeField(read_only=True)

    class Meta:
        model = get_user_model()
        fields = ["id", "username", "email"]  #: dropped
        fields = ["id", "username", "made"]  #: added


#: file shop/schemas.py
from marshmallow import Schema, fields


class OrderSchema(Schema):  #: breaks schema_field `OrderSchema` no longer has `total`
    id = fields.Int(required=True)  #: binds schema_field
    total = fields.Int()  #: dropped
    amount = fields.Int()  #: added
    note = fields.Str()  #: dropped
    note = fields.Str(required=True)  #: added; breaks schema_field asks for `note`, which could be left out
