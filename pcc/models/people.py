"""People who sign in, and police forces."""

import uuid
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, PermissionsMixin
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from pcc.models.history import history
from pcc.roles import Role


class UserManager(BaseUserManager["User"]):
    def with_roles(self) -> "models.QuerySet[User]":
        """People with the names of their groups, which ``roles`` then needs no query for."""
        groups = Group.objects.filter(user=models.OuterRef("pk")).order_by().values("name")
        return self.annotate(group_names=ArraySubquery(groups))

    def create_user(self, email: str | None = None, password: str | None = None, **fields: Any) -> "User":
        """A new user; without a password they cannot sign in until one is set."""
        user = self.model(email=self.normalize_email(email).lower() if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


@history(exclude=["password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. The key is opaque; an e-mail address is optional; peers see the alias."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField("e-mail address", null=True, blank=True, unique=True)
    name = models.CharField(max_length=150, blank=True)
    alias = models.CharField(max_length=60, blank=True, help_text="What other panel members see.")
    is_active = models.BooleanField("may sign in", default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    only_reads = False
    """Whether this request can change nothing: pages that only show say so."""

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        constraints = [models.CheckConstraint(name="user_email_in_small_letters", condition=Q(email=Lower("email")))]

    def __str__(self) -> str:
        return self.name or self.alias or self.email or str(self.key)

    def clean(self) -> None:
        """One way of writing an address, so that it is found however it is typed; an empty one is none."""
        self.email = self.email.strip().lower() if self.email and self.email.strip() else None

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The person's roles, as they were when first asked for: a query, unless they were read with the person."""
        read = self.__dict__.get("group_names")
        names = set(self.groups.values_list("name", flat=True) if read is None else read)
        return frozenset(role for role in Role if role.value in names)

    @property
    def is_staff(self) -> bool:
        """Whether Django's admin opens: administrators only."""
        return self.is_active and Role.ADMINISTRATOR in self.roles

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return self.alias or str(self)


@history()
class Force(models.Model):
    """A police force overseen by, or compared with, this office."""

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(max_length=120, unique=True)
    reference_pattern = models.CharField(
        max_length=200, blank=True, help_text="How this force writes its references, as an example: CO/00123/24."
    )

    def __str__(self) -> str:
        return self.name
