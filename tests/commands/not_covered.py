import time

print("begins")
time.sleep(1)
import socket
