#: file app/routes/articles.py
"""Articles."""
from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session

from app.db import get_session
from app.services import articles as service
from app.repositories.articles import ArticleRepository  #: added; breaks role_direction entry points reach `app.repositories` through services, not directly

router = APIRouter(prefix="/articles")


@router.get("/")
def list_articles(session: Session = Depends(get_session)):
    return service.listed(session)


#: file app/routes/comments.py
"""Comments."""
from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session

from app.db import get_session
from app.services import comments as service
from app import repositories  #: added; breaks role_direction entry points reach `app.repositories` through services

router = APIRouter(prefix="/comments")


@router.get("/")
def list_comments(session: Session = Depends(get_session)):
    return service.listed(session)


#: file app/routes/profiles.py
"""Profiles."""
from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session

from app.db import get_session
from app.services import profiles as service
from app.services.facade import ProfileRepository  #: added; breaks role_direction entry points reach `app.repositories` through services

router = APIRouter(prefix="/profiles")


@router.get("/")
def list_profiles(session: Session = Depends(get_session)):
    return service.listed(session)


#: file app/routes/tags.py
"""Tags."""
import importlib  #: added

from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session

from app.db import get_session
from app.services import tags as service

router = APIRouter(prefix="/tags")


@router.get("/")
def list_tags(session: Session = Depends(get_session)):
    importlib.import_module("app.repositories.tags")  #: added; breaks role_direction entry points reach `app.repositories` through services
    return service.listed(session)


#: file app/routes/users.py
"""Users."""
from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session

from app.db import get_session
from app.services import users as service
from ..repositories.users import UserRepository  #: added; breaks role_direction entry points reach `app.repositories` through services

router = APIRouter(prefix="/users")


@router.get("/")
def list_users(session: Session = Depends(get_session)):
    return service.listed(session)


#: file app/routes/feeds.py
"""Feeds."""
from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session

from app.db import get_session
from app.services import feeds as service
from app.models import Article  #: added

router = APIRouter(prefix="/feeds")


@router.get("/")
def list_feeds(session: Session = Depends(get_session)):
    session.query(Article).filter(Article.slug == "x").all()  #: added; breaks delegated_work runs queries itself
    return service.listed(session)


#: file app/routes/likes.py
"""Likes: from app.repositories.likes import LikeRepository is what the service does."""
from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session

from app.db import get_session
from app.services import likes as service

router = APIRouter(prefix="/likes")


@router.get("/")
def list_likes(session: Session = Depends(get_session)):
    """from app.repositories.likes import LikeRepository"""  #: added
    return service.listed(session)


#: file app/routes/follows.py
"""Follows."""
from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session

from app.db import get_session
from app.services import follows as service
from repositories import Remote  #: added

router = APIRouter(prefix="/follows")


@router.get("/")
def list_follows(session: Session = Depends(get_session)):
    return service.listed(session)


#: file app/services/articles.py
from app.repositories.articles import ArticleRepository


def listed(session):
    return ArticleRepository(session).all()


#: file app/repositories/articles.py
from sqlalchemy.orm import Session

from app.models import Article


class ArticleRepository:
    def __init__(self, session: Session):
        self.session = session

    def all(self):
        return self.session.query(Article).filter(Article.kind == "articles").all()

    def one(self, slug):
        return self.session.query(Article).filter(Article.slug == slug).one()


#: file app/services/comments.py
from app.repositories.comments import CommentRepository


def listed(session):
    return CommentRepository(session).all()


#: file app/repositories/comments.py
from sqlalchemy.orm import Session

from app.models import Article


class CommentRepository:
    def __init__(self, session: Session):
        self.session = session

    def all(self):
        return self.session.query(Article).filter(Article.kind == "comments").all()

    def one(self, slug):
        return self.session.query(Article).filter(Article.slug == slug).one()


#: file app/services/profiles.py
from app.repositories.profiles import ProfileRepository


def listed(session):
    return ProfileRepository(session).all()


#: file app/repositories/profiles.py
from sqlalchemy.orm import Session

from app.models import Article


class ProfileRepository:
    def __init__(self, session: Session):
        self.session = session

    def all(self):
        return self.session.query(Article).filter(Article.kind == "profiles").all()

    def one(self, slug):
        return self.session.query(Article).filter(Article.slug == slug).one()


#: file app/services/tags.py
from app.repositories.tags import TagRepository


def listed(session):
    return TagRepository(session).all()


#: file app/repositories/tags.py
from sqlalchemy.orm import Session

from app.models import Article


class TagRepository:
    def __init__(self, session: Session):
        self.session = session

    def all(self):
        return self.session.query(Article).filter(Article.kind == "tags").all()

    def one(self, slug):
        return self.session.query(Article).filter(Article.slug == slug).one()


#: file app/services/users.py
from app.repositories.users import UserRepository


def listed(session):
    return UserRepository(session).all()


#: file app/repositories/users.py
from sqlalchemy.orm import Session

from app.models import Article


class UserRepository:
    def __init__(self, session: Session):
        self.session = session

    def all(self):
        return self.session.query(Article).filter(Article.kind == "users").all()

    def one(self, slug):
        return self.session.query(Article).filter(Article.slug == slug).one()


#: file app/services/feeds.py
from app.repositories.feeds import FeedRepository


def listed(session):
    return FeedRepository(session).all()


#: file app/repositories/feeds.py
from sqlalchemy.orm import Session

from app.models import Article


class FeedRepository:
    def __init__(self, session: Session):
        self.session = session

    def all(self):
        return self.session.query(Article).filter(Article.kind == "feeds").all()

    def one(self, slug):
        return self.session.query(Article).filter(Article.slug == slug).one()


#: file app/services/likes.py
from app.repositories.likes import LikeRepository


def listed(session):
    return LikeRepository(session).all()


#: file app/repositories/likes.py
from sqlalchemy.orm import Session

from app.models import Article


class LikeRepository:
    def __init__(self, session: Session):
        self.session = session

    def all(self):
        return self.session.query(Article).filter(Article.kind == "likes").all()

    def one(self, slug):
        return self.session.query(Article).filter(Article.slug == slug).one()


#: file app/services/follows.py
from app.repositories.follows import FollowRepository


def listed(session):
    return FollowRepository(session).all()


#: file app/repositories/follows.py
from sqlalchemy.orm import Session

from app.models import Article


class FollowRepository:
    def __init__(self, session: Session):
        self.session = session

    def all(self):
        return self.session.query(Article).filter(Article.kind == "follows").all()

    def one(self, slug):
        return self.session.query(Article).filter(Article.slug == slug).one()


#: file app/__init__.py
#: file app/routes/__init__.py
#: file app/services/__init__.py
#: file app/services/facade.py
from app.repositories.profiles import ProfileRepository

__all__ = ["ProfileRepository"]


#: file app/repositories/__init__.py
from app.repositories.articles import ArticleRepository
from app.repositories.comments import CommentRepository

__all__ = ["ArticleRepository", "CommentRepository"]


#: file app/models.py
from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Article(Base):
    __tablename__ = "articles"
    id = Column(Integer, primary_key=True)
    slug = Column(String)
    kind = Column(String)


#: file app/db.py
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

engine = create_engine("postgresql://localhost/realworld")


def get_session():
    with Session(engine) as session:
        yield session


#: file app/main.py
from fastapi import FastAPI

from app.routes import articles, comments, feeds, follows, likes, profiles, tags, users

app = FastAPI()
for module in (articles, comments, feeds, follows, likes, profiles, tags, users):
    app.include_router(module.router)


#: file tests/conftest.py
import sqlite3  #: added

from app.repositories.articles import ArticleRepository  #: added


def connection():
    return sqlite3.connect(":memory:")  #: added
