"""三率、好差评、办理用时、反弹、剔除: every number with what it means, its n, its interval and the cases behind it. Ranks nobody."""
