"""python3 -m coconut"""

from coconut._launch import main

main()
