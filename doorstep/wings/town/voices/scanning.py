"""What simulated people say by the code on a plate, and what riders send."""

# Which of the street's plates, what was said by it.
BY_CODE = (
    (0, "便民服务站门口的台阶缺了一块，推婴儿车上不去"),
    (0, "公告栏的玻璃裂了，怕掉下来伤人"),
    (1, "凉亭的座椅少了两根木条，坐不了人"),
)
# Category, which picture, what the rider added ("" for nothing).
SNAPS = (
    ("roads.surface", "pothole", "桥头路口一个坑，晚上骑车差点摔"),
    ("streets.garbage", "garbage", "取餐口旁边垃圾桶满出来了"),
)
RIDERS = (("小哥阿强", "13800007101"), ("", ""))
