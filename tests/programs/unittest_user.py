# kind: script
# exit: 1
"""A unittest run with passes, failures, errors, skips, subtests and mocks; the report goes to stdout with its times cut out; ends with exit code 1."""
import io
import re
import sys
import unittest
from unittest import mock


class Basket:
    def __init__(self, shop):
        self.shop, self.items = shop, {}

    def add(self, name, n=1):
        if n < 1:
            raise ValueError("at least one")
        self.items[name] = self.items.get(name, 0) + n

    def total(self):
        return sum(self.shop.price(name) * n for name, n in self.items.items())


class BasketTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.log = ["class"]

    def setUp(self):
        self.shop = mock.Mock()
        self.shop.price.side_effect = {"tea": 3, "bun": 2}.__getitem__
        self.basket = Basket(self.shop)
        self.addCleanup(self.log.append, "cleanup")

    def test_total(self):
        self.basket.add("tea", 2)
        self.basket.add("bun")
        self.assertEqual(self.basket.total(), 8)
        self.assertEqual(self.shop.price.call_args_list, [mock.call("tea"), mock.call("bun")])

    def test_refuses(self):
        with self.assertRaisesRegex(ValueError, "one$") as caught:
            self.basket.add("tea", 0)
        self.assertIn("at", str(caught.exception))

    def test_fails(self):
        self.basket.add("tea")
        self.assertEqual(self.basket.items, {"tea": 1, "bun": 0}, "a basket with no bun")

    def test_error(self):
        self.basket.add("cake")
        self.basket.total()

    def test_subtests(self):
        for n in range(4):
            with self.subTest(n=n):
                self.assertLess(n * n, 4)

    @unittest.skip("not today")
    def test_skipped(self):
        self.fail()

    @unittest.expectedFailure
    def test_expected(self):
        self.assertTrue(False)

    def test_lists(self):
        self.assertListEqual([1, 2, 3], [1, 3])

    def test_patch(self):
        with mock.patch.object(Basket, "total", return_value=99, autospec=True) as patched:
            self.assertEqual(self.basket.total(), 99)
        patched.assert_called_once_with(self.basket)
        with mock.patch("builtins.print") as printed:
            print("hidden")
        printed.assert_called_once_with("hidden")


class AsyncTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.ready = True

    async def test_async(self):
        self.assertTrue(self.ready)
        fake = mock.AsyncMock(return_value=5)
        self.assertEqual(await fake(1), 5)


class BrokenSetUp(unittest.TestCase):
    def setUp(self):
        raise OSError("no set-up")

    def test_never(self):
        print("never")


def main():
    stream = io.StringIO()
    suite = unittest.TestSuite()
    for case in (BasketTest, AsyncTest, BrokenSetUp):
        suite.addTests(unittest.defaultTestLoader.loadTestsFromTestCase(case))
    result = unittest.TextTestRunner(stream, verbosity=2).run(suite)
    print(re.sub(r"in \d+\.\d+s", "in N s", stream.getvalue()))
    print(result, BasketTest.log.count("cleanup"))
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
