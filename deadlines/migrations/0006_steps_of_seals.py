"""Limits for the approval of a use of a seal, and for the use itself."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("deadlines", "0005_notices_hours_stages"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="limitpolicy",
            name="deadlines_policy_step_known",
        ),
        migrations.AlterField(
            model_name="limitpolicy",
            name="step",
            field=models.CharField(
                choices=[
                    ("register", "登记"),
                    ("propose", "拟办"),
                    ("review", "审核"),
                    ("instruct", "领导阅批"),
                    ("assign", "批示转办"),
                    ("handle", "承办"),
                    ("assist", "协办"),
                    ("countersign", "会签"),
                    ("read", "传阅"),
                    ("circulate", "传阅完毕"),
                    ("follow", "跟办"),
                    ("feedback", "批示反馈"),
                    ("send_back", "退回交办"),
                    ("return", "退文"),
                    ("close_check", "办结审核"),
                    ("draft", "拟稿"),
                    ("legal", "合法性审核"),
                    ("sign", "签发"),
                    ("recheck", "发文复核"),
                    ("issue", "签发后印发"),
                    ("receipts", "回执"),
                    ("receive", "签收"),
                    ("seal_approve", "用印审批"),
                    ("seal", "用印"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="limitpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "step__in",
                        [
                            "register",
                            "propose",
                            "review",
                            "instruct",
                            "assign",
                            "handle",
                            "assist",
                            "countersign",
                            "read",
                            "circulate",
                            "follow",
                            "feedback",
                            "send_back",
                            "return",
                            "close_check",
                            "draft",
                            "legal",
                            "sign",
                            "recheck",
                            "issue",
                            "receipts",
                            "receive",
                            "seal_approve",
                            "seal",
                        ],
                    )
                ),
                name="deadlines_policy_step_known",
            ),
        ),
    ]
