#: file shop/models.py
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class Org(db.Model):
    id = db.Column(db.Integer, primary_key=True)


class OwnedByOrg:
    @classmethod
    def all(cls, org):  #: breaks tenant_filter no longer bound to a tenant by `cls.org`
        return cls.query.filter(cls.org == org)  #: dropped; binds tenant_filter
        return cls.query  #: added


class Report(OwnedByOrg, db.Model):
    id = db.Column(db.Integer, primary_key=True)
    org_id = db.Column(db.Integer, db.ForeignKey("org.id"))
    org = db.relationship(Org)


class Bill(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    org_id = db.Column(db.Integer, db.ForeignKey("org.id"))
    org = db.relationship(Org)


#: file shop/reports.py
from sqlalchemy import select

from shop.models import Report


def counted(org):  #: breaks tenant_filter asks for `Report` and is no longer bound to a tenant
    return [one.id for one in Report.query.filter(Report.org_id == org.id)]  #: dropped; binds tenant_filter
    return [one.id for one in Report.query]  #: added


def narrowed(stmt, org):  #: breaks tenant_filter is no longer bound to a tenant by `Report.org_id`
    if org:
        stmt = stmt.where(Report.org_id == org.id)  #: dropped; binds tenant_filter
        stmt = stmt  #: added
    return stmt


def joined(session, org):  #: breaks tenant_filter is no longer bound to a tenant
    stmt = select(Report).join(Report.lines, Report.org_id == org.id)  #: dropped; binds tenant_filter
    stmt = select(Report).join(Report.lines)  #: added
    return session.scalars(stmt).all()


def sorted_reports(query, org):
    query = query.filter(Report.org == org)  #: dropped; binds tenant_filter
    return query  #: dropped
    return query.filter(Report.org == org)  #: added


#: file shop/bills.py
from shop.models import Bill


def of(rows, org):
    return rows.filter(Bill.org == org)  #: binds tenant_filter


def handed(org):
    found = Bill.query.filter(Bill.org == org)  #: dropped; binds tenant_filter
    found = of(Bill.query, org)  #: added
    return found.all()


def found(session, model, org, narrow):  #: breaks tenant_filter is no longer bound to a tenant by `org_id`
    stmt = select(model.id).filter_by(number=narrow)
    if narrow:
        stmt = stmt.filter_by(org_id=org.id)  #: dropped; binds tenant_filter
        stmt = stmt  #: added
    return session.scalar(stmt)


def either(model, org, org_cls=None):  #: breaks tenant_filter is no longer bound to a tenant by `model.org`
    query = model.query.filter(model.id == 1)
    if org_cls is None:
        query = query.filter(model.org == org)  #: dropped; binds tenant_filter
        query = query  #: added
    else:
        query = query.join(org_cls).filter(org_cls.org == org)  #: binds tenant_filter
    return query.one()
