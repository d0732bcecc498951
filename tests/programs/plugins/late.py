print("late is imported")
value = [__name__, __package__, __spec__.parent]
