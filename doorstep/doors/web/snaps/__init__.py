"""随手拍: a picture, a tap, sent: for riders and couriers, and anybody who is on the way."""
