import time

FILES = {"map.png": 3, "icon.svg": 1, "song.ogg": 4}


def download(name):
    time.sleep(FILES[name])
    return len(name)


def main():
    print([download(name) for name in FILES])


main()
