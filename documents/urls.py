"""Addresses of the paper: included at the root by docflow.urls."""

from django.urls import path

from documents.views import (
    circulation,
    drafts,
    exports,
    file,
    groups,
    labels,
    leavers,
    lists,
    lookup,
    page,
    pointer,
    proof_now,
    register,
    register_batch,
    sheets,
    upload,
)
from documents.views.acts import perform
from documents.views.board import instructions, pick
from documents.views.ledger_urls import ledger_urls

urlpatterns = [
    *ledger_urls(lists.REGISTER, "documents/"),
    path("documents/batch/<slug:verb>/", register_batch.batch, name="batch"),
    path("documents/exports/<slug:ref>/file/", exports.export_file, name="export_file"),
    path("documents/new/", register.register_new, name="register_new"),
    path("documents/new/check/", register.check, name="register_check"),
    path("documents/new/extra/", register.extra, name="register_extra"),
    path("documents/new/files/", upload.register_files, name="register_files"),
    path("documents/new/page/", upload.sent_page, name="sent_page"),
    path("documents/new/file/", upload.sent_file, name="sent_file"),
    path("documents/lookup/units/", lookup.units, name="lookup_units"),
    path("documents/drafts/<slug:form>/", drafts.save, name="draft"),
    path("documents/drafts/<slug:form>/discard/", drafts.discard, name="draft_discard"),
    path("documents/pointer/new/", pointer.pointer_new, name="pointer_new"),
    path("documents/<slug:ref>/", page.document, name="document"),
    path("documents/<slug:ref>/do/<slug:verb>/", perform, name="act"),
    path(
        "documents/<slug:ref>/files/<int:number>/pages/<int:page>.webp",
        file.page_picture,
        name="page_picture",
    ),
    path(
        "documents/<slug:ref>/files/<int:number>/pages/<int:page>.svg",
        file.page_drawing,
        name="page_drawing",
    ),
    path("documents/<slug:ref>/files/<int:number>/original/", file.file_download, name="file_download"),
    path("documents/<slug:ref>/proof/", proof_now.proof_now, name="proof_now"),
    path("documents/<slug:ref>/sheet/", sheets.handling_sheet, name="handling_sheet"),
    path("documents/<slug:ref>/circulation-sheet/", sheets.circulation_sheet, name="circulation_sheet"),
    path("documents/<slug:ref>/assignment-sheets/", sheets.assignment_sheets, name="assignment_sheets"),
    path("documents/<slug:ref>/urge-sheets/", sheets.urge_sheets, name="urge_sheets"),
    path("documents/<slug:ref>/return-slip/", sheets.return_slip, name="return_slip"),
    path("documents/<slug:ref>/label/", labels.label, name="label"),
    path("circulation/", circulation.circulation, name="circulation"),
    path("circulation/read/", circulation.read_many, name="read_many"),
    path("circulation/urge/", circulation.urge_many, name="urge_many"),
    path("circulation/pick/", circulation.recipients, name="recipients"),
    path("circulation/groups/", groups.groups, name="reader_groups"),
    path("circulation/groups/new/", groups.group, name="reader_group_new"),
    path("circulation/groups/<int:number>/", groups.group, name="reader_group"),
    path("circulation/groups/<int:number>/drop/", groups.drop, name="reader_group_drop"),
    path("leavers/", leavers.index, name="leavers"),
    path("leavers/<int:pk>/", leavers.leaver, name="leaver"),
    path("instructions/", instructions, name="board"),
    path("pick/<slug:what>/", pick, name="pick"),
]
