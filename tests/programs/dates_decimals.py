# bench: 480000
# kind: script
"""datetime, decimal and fractions users: a calendar, recurring dates, loan tables, exact sums, pi by series, Egyptian fractions."""
import calendar
import sys
from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_HALF_EVEN, ROUND_UP, Decimal, DivisionByZero, InvalidOperation, getcontext, localcontext
from fractions import Fraction


def easter(year):
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def workdays(start, n):
    day = start
    while n:
        day += timedelta(days=1)
        if day.weekday() < 5:
            n -= 1
    return day


def loan(amount, yearly, months):
    rate = Decimal(yearly) / 1200
    amount = Decimal(amount)
    cent = Decimal("0.01")
    payment = (amount * rate / (1 - (1 + rate) ** -months)).quantize(cent, ROUND_UP)
    rows = []
    while amount > 0:
        interest = (amount * rate).quantize(cent, ROUND_HALF_EVEN)
        paid = min(payment, amount + interest)
        amount += interest - paid
        rows.append((paid, interest, amount))
    return payment, rows


def pi_digits(digits):
    with localcontext() as ctx:
        ctx.prec = digits + 5
        three = Decimal(3)
        last, t, s, n, na, d, da = 0, three, 3, 1, 0, 0, 24
        while s != last:
            last = s
            n, na = n + na, na + 8
            d, da = d + da, da + 32
            t = t * n / d
            s += t
        ctx.prec = digits
        return +s


def egyptian(f):
    parts = []
    while f:
        unit = Fraction(1, -(-f.denominator // f.numerator))
        parts.append(unit)
        f -= unit
    return parts


def main(size):
    print([str(easter(y)) for y in (1999, 2000, 2024, 2025, 2038)])
    print(calendar.TextCalendar(firstweekday=0).formatmonth(2024, 2), end="")
    print(workdays(date(2024, 2, 28), 10), (date(2024, 3, 1) - date(2023, 3, 1)).days, date(2024, 12, 30).isocalendar())
    utc = datetime(2024, 5, 17, 22, 30, tzinfo=timezone.utc)
    print(utc.astimezone(timezone(timedelta(hours=5, minutes=45))).isoformat(), utc.strftime("%j %U %A"), utc.timestamp())
    print(datetime.strptime("03 Feb 2021 07:08", "%d %b %Y %H:%M"), datetime.fromisoformat("2021-02-03T04:05:06.789"), timedelta(1, 2, 3) * -2.5, timedelta(hours=5) // timedelta(minutes=7))
    for bad in (lambda: date(2023, 2, 29), lambda: datetime.strptime("x", "%d"), lambda: date(1, 1, 1) - timedelta(1), lambda: utc < datetime(2024, 1, 1)):
        try:
            print(bad())
        except (ValueError, OverflowError, TypeError) as e:
            print(type(e).__name__, e)
    payment, rows = loan("10000", "4.5", 24)
    print(payment, len(rows), *rows[0], *rows[-1], sum(i for _, i, _ in rows))
    print(pi_digits(60), Decimal("0.1") + Decimal("0.2"), Decimal(2).sqrt(), Decimal("1E+3").normalize(), -Decimal("7") % 3, divmod(Decimal(17), Decimal("2.5")))
    for bad in (lambda: Decimal(1) / 0, lambda: Decimal("x"), lambda: Decimal("NaN") < 1, lambda: Decimal(1) + 1.0):
        try:
            print(bad())
        except (DivisionByZero, InvalidOperation, TypeError) as e:
            print(type(e).__name__)
    print(egyptian(Fraction(4, 13)), Fraction("0.125") + Fraction(1, 3), Fraction(3.25), round(Fraction(7, 3), 2), Fraction(355, 113).limit_denominator(10), getcontext().prec)
    total, exact, day = Decimal(0), Fraction(0), date(2000, 1, 1)
    for i in range(1, size):
        total += Decimal(i) / 7
        if i < 100:
            exact += Fraction(1, i)
        day += timedelta(days=i % 3)
        if day.month == 2 and day.day == 29:
            total += 1
    print(total, str(exact)[:30], day, sum(easter(1900 + y % 300).day for y in range(size // 4)))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 150)
