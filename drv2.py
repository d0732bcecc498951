import sys,time
sys.path[:0]=['/tmp/h/lc-bench','/tmp/h/lazy-calls/runtime/python']
import importlib
m=importlib.import_module(sys.argv[1]); n=int(sys.argv[2])
def t():
    b=9e9
    for _ in range(5):
        s=time.process_time(); r=m.main(n); b=min(b,time.process_time()-s)
    return b,r
a=t()
import coconut
coconut.attach(sys.argv[3], m)
b=t()
a2=t() if 0 else a
assert a[1]==b[1],(a,b)
print(sys.argv[1],"%.2fx"%(a[0]/b[0]),a[0],b[0])
