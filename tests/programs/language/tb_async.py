async def inner():
    raise ValueError('inside')
async def outer():
    await inner()
c = outer()
c.send(None)
