#: file shop/serializers.py
from django.contrib.auth import get_user_model
from rest_framework import serializers


class UserSerializer(serializers.ModelSerializer):  #: breaks field_access `UserSerializer` shows `password`, which clients could only send
    password = serializers.CharField(write_only=True)  #: dropped; binds field_access never shows `password` and lets nobody set `made`
    password = serializers.CharField()  #: added
    made = serializers.DateTimeField(read_only=True)  #: binds field_access

    class Meta:
        model = get_user_model()
        fields = ["password", "made"]


class CommentSerializer(serializers.ModelSerializer):  #: breaks field_access `CommentSerializer` lets clients set `user`, which was for reading
    class Meta:  #: binds field_access lets nobody set `id` and `user`
        model = get_user_model()
        fields = ["id", "user", "text"]
        read_only_fields = ["id", "user"]  #: dropped
        read_only_fields = ["id"]  #: added


class TokenSerializer(serializers.ModelSerializer):  #: breaks field_access `TokenSerializer` shows `secret`
    class Meta:  #: binds field_access never shows `secret`
        model = get_user_model()
        fields = "__all__"
        extra_kwargs = {"secret": {"write_only": True}}  #: dropped


class PlainSerializer(serializers.ModelSerializer):
    total = serializers.SerializerMethodField()  #: dropped; binds field_access lets nobody set `total`
    total = serializers.DecimalField()  #: added


#: file shop/schemas.py
from marshmallow import Schema, fields


class OrderSchema(Schema):
    id = fields.Int(dump_only=True)  #: binds field_access lets nobody set `id`
    total = fields.Int()
