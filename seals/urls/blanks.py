from django.urls import URLPattern, path

from seals.views import blanks

urlpatterns: list[URLPattern] = [
    path("blanks/", blanks.blank_books, name="blank_books"),
    path("blanks/new/", blanks.blank_book_new, name="blank_book_new"),
    path("blanks/<slug:ref>/", blanks.blank_book, name="blank_book"),
    path("blanks/<slug:ref>/do/<slug:verb>/", blanks.blank_book_act, name="blank_book_act"),
]
