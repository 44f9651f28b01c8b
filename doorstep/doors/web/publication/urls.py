"""Addresses of the publication desk."""

from django.urls import path

from doorstep.doors.web.publication import batches, items, marks, photos

urlpatterns = [
    path("publication/", batches.publishing, name="publishing"),
    path("publication/open/", batches.open_batch, name="open_batch"),
    path("publication/<uuid:batch_id>/", batches.batch, name="batch"),
    path("publication/<uuid:batch_id>/step/", batches.take_step, name="batch_step"),
    path("publication/<uuid:batch_id>/choose/", items.choose, name="choose_items"),
    path("publication/<uuid:batch_id>/items/<int:item_id>/", items.edit, name="edit_item"),
    path("publication/<uuid:batch_id>/items/<int:item_id>/drop/", items.drop, name="drop_item"),
    path("publication/<uuid:batch_id>/items/<int:item_id>/marks/", marks.change, name="change_mark"),
    path("publication/<uuid:batch_id>/items/<int:item_id>/look/", marks.look, name="look_beneath"),
    path("publication/<uuid:batch_id>/items/<int:item_id>/photos/<uuid:photo_id>/", photos.photo, name="item_photo"),
    path(
        "publication/<uuid:batch_id>/items/<int:item_id>/photos/<uuid:photo_id>.jpg",
        photos.original,
        name="photo_original",
    ),
    path("publication/<uuid:batch_id>/photos/<int:public_id>.jpg", photos.preview, name="photo_preview"),
]
