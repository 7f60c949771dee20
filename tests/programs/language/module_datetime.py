# The module datetime, but for the present moment.
from datetime import date, datetime, time, timedelta, timezone, UTC
import datetime as dt


def t(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


d = datetime(2024, 2, 29, 13, 5, 9, 123456)
z = d.replace(tzinfo=timezone.utc)
e = datetime(2024, 3, 1, tzinfo=timezone(timedelta(hours=5, minutes=30), "IST"))
for x in (d, z, e, d.date(), d.time(), z.timetz(), timedelta(days=-1, seconds=5), timedelta(hours=30, microseconds=7),
          timezone.utc, timezone(timedelta(hours=-3)), e.tzinfo, timedelta(0), date.min, datetime.max, timedelta.max):
    print(x, repr(x))
print(d + timedelta(days=1), d - timedelta(weeks=1), (e - z), e - z > timedelta(0), d.isoformat(), d.isoformat(" ", "minutes"),
      d.isoformat(timespec="milliseconds"))
print(d.strftime("%Y-%m-%d %H:%M:%S.%f %a %A %b %B %j %p %I %y %U %W %G-%V %u %w %% %D %T %x %X %c|%z|%Z"), z.strftime("%z %Z"))
print(f"{d:%H:%M} {d} {d.date():%d/%m/%Y}", d.ctime(), d.timetuple(), z.timestamp(), datetime(1970, 1, 2).timestamp())
print(datetime.fromtimestamp(1700000000.25, timezone.utc), datetime.fromtimestamp(0, UTC), date.fromtimestamp(86400 * 365))
print(datetime.strptime("2024-02-29 13:05:09.5", "%Y-%m-%d %H:%M:%S.%f"), datetime.strptime("1 Jan 2020 +0530", "%d %b %Y %z"))
print(datetime.fromisoformat("2024-02-29T10:11:12.5+02:00"), date.fromisoformat("20240229"), time.fromisoformat("10:11"),
      datetime.fromisoformat("2024-02-29"), datetime.fromisoformat("2024-02-29T10:11:12Z"))
print(d.weekday(), d.isoweekday(), d.isocalendar(), d.toordinal(), date.fromordinal(738000), date(2020, 12, 31).isocalendar()[1])
print(timedelta(hours=1) / 2, timedelta(hours=1) / timedelta(minutes=7), timedelta(hours=1) // timedelta(minutes=7),
      divmod(timedelta(hours=1), timedelta(minutes=7)), timedelta(1) * 1.5, 3 * timedelta(1), -timedelta(1), abs(timedelta(-1)),
      timedelta(milliseconds=1.5), timedelta(seconds=0.1) * 3, timedelta(days=1.5).total_seconds(), bool(timedelta(0)))
print(sorted([date(2024, 1, 2), date(2023, 5, 6)]), d == z, d != d.date(), {d: 1}[datetime(2024, 2, 29, 13, 5, 9, 123456)],
      max(timedelta(1), timedelta(2)), sum([timedelta(1), timedelta(2)], timedelta()))
print(z.astimezone(timezone(timedelta(hours=9))), datetime.combine(d.date(), time(1, 2)), d.replace(year=2025, day=1),
      isinstance(d, date), dt.datetime is datetime, d.min, time(12, 30).replace(hour=3), time(1) < time(2), time(23, 59, 59).isoformat())
for bad in (lambda: date(2023, 2, 29), lambda: datetime(2023, 13, 1), lambda: d < z, lambda: d - z, lambda: time(25),
            lambda: datetime.strptime("x", "%Y"), lambda: datetime.fromisoformat("nope"), lambda: d < d.date(), lambda: date(1, 1, 1) - timedelta(1),
            lambda: timedelta("x"), lambda: datetime(2024, 1, 1, 24), lambda: date("2024", 1, 1), lambda: timezone(timedelta(2))):
    t(bad)
print((datetime(2024, 3, 10) - datetime(2024, 1, 1)).days, datetime(2024, 1, 1) - timedelta(microseconds=1))
