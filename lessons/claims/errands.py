import time


def bank():
    time.sleep(2)
    print("bank")


def post():
    time.sleep(1)
    print("post")


def bakery():
    time.sleep(3)
    print("bakery")


bank()
post()
bakery()
