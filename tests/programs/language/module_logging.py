# The module logging: levels, hierarchy, handlers, formatters, filters.
import logging, sys, asyncio
h = logging.StreamHandler(sys.stdout)
logging.info("not shown")
for h in logging.root.handlers[:]: logging.root.removeHandler(h)
logging.basicConfig(level=logging.DEBUG, stream=sys.stdout, format="%(levelname)-8s|%(name)s|%(funcName)s|%(lineno)d|%(filename)s|%(module)s|%(threadName)s|%(processName)s|%(message)s")
log = logging.getLogger("app.db")
log.info("hello %s %d", "x", 3)
log.debug("dict %(a)s", {"a": 5})
def f():
    try: 1/0
    except ZeroDivisionError:
        log.exception("failed")
        log.error("again", exc_info=True)
        logging.exception("root")
f()
log.warning("extra", extra={"a": 1})
child = log.getChild("x")
print(child, child.parent, log.parent, logging.getLogger("app").parent, log.parent)
child.setLevel("ERROR"); child.info("no"); child.error("yes")
child.propagate = False
child.addHandler(h)
h2 = logging.StreamHandler(sys.stdout); h2.setLevel(logging.CRITICAL); child.addHandler(h2)
child.error("styled"); child.critical("both")
h.setFormatter(logging.Formatter("$levelname $message", style="$")); child.error("dollar")
print(h, h2, logging.NullHandler(), logging.getLevelName(25), logging.getLevelName("INFO"))
logging.addLevelName(25, "NOTICE"); child.log(50, "x"); log.log(25, "noticed")
class F(logging.Filter):
    def filter(self, r): r.msg = r.msg.upper(); return "secret" not in r.msg.lower()
log.addFilter(F()); log.info("a secret"); log.info("fine")
ad = logging.LoggerAdapter(log, {"k": "v"}); ad.info("adapted"); print(ad)
try: log.setLevel("NOPE")
except ValueError as e: print(e)
try: logging.Formatter("nothing", style="%")
except ValueError as e: print(e)
try: logging.Formatter("x", style="?")
except ValueError as e: print(e)
logging.disable(logging.INFO); log.info("disabled"); log.warning("still"); logging.disable(logging.NOTSET)
print(log.isEnabledFor(10), log.getEffectiveLevel(), log.hasHandlers(), logging.getLogger("a.b.c"), logging.getLogger(), logging.getLogger("root") is logging.root)
async def main():
    logging.getLogger(__name__).info("in task")
asyncio.run(main())
