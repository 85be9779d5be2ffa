"""The roles of an office. A role comes with a post; a right comes with a role."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    LEADER = "leader", _("领导")
    SECRETARY_GENERAL = "secretary_general", _("秘书长")
    DEPUTY_SG = "deputy_sg", _("副秘书长")
    OFFICE_DIRECTOR = "office_director", _("办公厅主任")
    SECRETARY = "secretary", _("领导秘书")
    SECTION_CHIEF = "section_chief", _("处长")
    DEPUTY_CHIEF = "deputy_chief", _("副处长")
    HANDLER = "handler", _("拟办人")
    CLERK = "clerk", _("文书")
    SUPERVISOR = "supervisor", _("督查室主任")
    DUTY_OFFICER = "duty_officer", _("值班员")
    DUTY_LEADER = "duty_leader", _("带班领导")
    CONFIDENTIAL_CLERK = "confidential_clerk", _("机要员")
    SEAL_KEEPER = "seal_keeper", _("印章保管员")
    SEAL_SUPERVISOR = "seal_supervisor", _("监印员")
    ARCHIVIST = "archivist", _("档案员")
    UNIT_HEAD = "unit_head", _("单位负责人")
    UNIT_CLERK = "unit_clerk", _("单位文书")
    SYSADMIN = "sysadmin", _("系统管理员")
    SECADMIN = "secadmin", _("安全管理员")
    AUDITADMIN = "auditadmin", _("审计管理员")


# Who reads the whole register (work-secret papers excepted).
REGISTRY = frozenset({Role.CLERK, Role.HANDLER, Role.SECTION_CHIEF, Role.DEPUTY_CHIEF, Role.SUPERVISOR})
# Who may be asked for an instruction (批示).
LEADERS = frozenset(
    {Role.LEADER, Role.SECRETARY_GENERAL, Role.DEPUTY_SG, Role.OFFICE_DIRECTOR, Role.DUTY_LEADER}
)
CHIEFS = frozenset({Role.SECTION_CHIEF, Role.DEPUTY_CHIEF})
# The three administrators (三员) run the system and hold no business right.
ADMINS = frozenset({Role.SYSADMIN, Role.SECADMIN, Role.AUDITADMIN})
