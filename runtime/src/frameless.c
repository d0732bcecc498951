/* What functions without frames do besides what quick.c does for specialised code: displays, iteration, calls of builtins. Nothing here runs
   Python code. What an object that the garbage collector knows is made for starts no collection, which would: where one is due it is refused.
   What would take more is refused before anything has happened, without an exception: NULL, -1 or false. */
#include "dicts.h"
#include "iterators.h"
#include "numbers.h"
#include "slots.h"

COCONUT_API PyObject *Coconut_BuildMap(PyObject **items, int64_t n);
COCONUT_API PyObject *Coconut_BuildConstKeyMap(PyObject **items, int64_t n);
COCONUT_API PyObject *Coconut_FormatValue(PyObject *value, PyObject *spec, int oparg);
COCONUT_API PyObject *Coconut_QuickStrOfInt(int64_t value);
COCONUT_API int64_t Coconut_QuickLen(PyObject *o);
COCONUT_API PyObject *Coconut_QuickCharacter(PyObject *o, int64_t i);
COCONUT_API PyObject *Coconut_QuickItemOfInt(PyObject *dict, int64_t key);
COCONUT_API PyObject *Coconut_QuickItem(PyObject *dict, PyObject *key);
COCONUT_API int Coconut_QuickSame(PyObject *v, PyObject *w);
COCONUT_API bool Coconut_QuickSetItem(PyObject *dict, PyObject *key, PyObject *value);

/* --- Displays */

/* A list whose items are stored next. */
COCONUT_API PyObject *
Coconut_BareList(PyThreadState *tstate, int64_t n)
{
    return coconut_is_collection_due(tstate, 1) ? NULL : coconut_cleared(PyList_New(n));
}

COCONUT_API PyObject *
Coconut_BareTuple(PyThreadState *tstate, int64_t n)
{
    return coconut_is_collection_due(tstate, 1) ? NULL : coconut_cleared(PyTuple_New(n));
}

/* A dict of n pairs; a key that is there twice is refused, as its first value would be dropped. The references are not taken. */
COCONUT_API PyObject *
Coconut_QuickMap(PyThreadState *tstate, PyObject **items, int64_t n)
{
    if (coconut_is_collection_due(tstate, 2)) {
        return NULL;
    }
    for (int64_t i = 0; i < n; i++) {
        if (!coconut_is_inert(items[2 * i])) {
            return NULL;
        }
    }
    for (int64_t i = 0; i < 2 * n; i++) {
        Py_INCREF(items[i]);
    }
    PyObject *map = Coconut_BuildMap(items, n);
    if (LIKELY(map != NULL && PyDict_GET_SIZE(map) == n)) {
        return map;
    }
    if (map != NULL) {
        Py_DECREF(map);
        return NULL;
    }
    for (int64_t i = 0; i < 2 * n; i++) {
        Py_DECREF(items[i]);
    }
    return coconut_cleared(NULL);
}

/* A dict of n values and, behind them, the tuple of their keys. */
COCONUT_API PyObject *
Coconut_QuickConstMap(PyThreadState *tstate, PyObject **items, int64_t n)
{
    PyObject *keys = items[n];
    if (coconut_is_collection_due(tstate, 1) || !PyTuple_CheckExact(keys) || PyTuple_GET_SIZE(keys) != n) {
        return NULL;
    }
    for (int64_t i = 0; i < n; i++) {
        if (!coconut_is_inert(PyTuple_GET_ITEM(keys, i))) {
            return NULL;
        }
    }
    PyObject *map = coconut_cleared(_PyStack_AsDict(items, keys));
    if (map != NULL && UNLIKELY(PyDict_GET_SIZE(map) != n)) {
        Py_CLEAR(map);
    }
    return map;
}

COCONUT_API PyObject *
Coconut_QuickSet(PyThreadState *tstate, PyObject **items, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        if (!coconut_is_inert(items[i])) {
            return NULL;
        }
    }
    PyObject *set = coconut_is_collection_due(tstate, 1) ? NULL : coconut_cleared(PySet_New(NULL));
    for (int64_t i = 0; set != NULL && i < n; i++) {
        if (PySet_Add(set, items[i]) < 0) {
            PyErr_Clear();
            Py_CLEAR(set);
        }
    }
    return set;
}

/* BUILD_STRING of n strings. */
COCONUT_API PyObject *
Coconut_QuickString(PyObject **items, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        if (!PyUnicode_Check(items[i])) {
            return NULL;
        }
    }
    return coconut_cleared(_PyUnicode_JoinArray(coconut_str.empty, items, n));
}

/* FORMAT_VALUE of a number, a string or None. */
COCONUT_API PyObject *
Coconut_QuickFormat(PyObject *value, PyObject *spec, int oparg)
{
    if (PyUnicode_CheckExact(value) && spec == NULL && (oparg & 3) < 2) {
        return Py_NewRef(value);
    }
    if (!coconut_is_inert(value) || (spec != NULL && !PyUnicode_CheckExact(spec))) {
        return NULL;
    }
    if (spec == NULL && coconut_is_int(value) && coconut_is_word(value)) {
        return Coconut_QuickStrOfInt(coconut_word(value));
    }
    return PyBytes_CheckExact(value) ? NULL : coconut_cleared(Coconut_FormatValue(value, spec, oparg));
}

/* --- Items */

/* o[key] = value of a list or a dict. What is there goes without anybody noticing. A namespace is refused: functions without frames remember what they
   have seen in theirs. */
COCONUT_API bool
Coconut_QuickStore(PyObject *o, PyObject *key, PyObject *value)
{
    if (coconut_stores_as_dict(o)) {
        return !coconut_is_namespace(o) && Coconut_QuickSetItem(o, key, value);
    }
    if (!PyList_CheckExact(o) || !coconut_is_int(key) || !coconut_is_word(key)) {
        return false;
    }
    const Py_ssize_t size = Py_SIZE(o);
    int64_t i = coconut_word(key);
    i += i < 0 ? size : 0;
    if ((uint64_t)i >= (uint64_t)size) {
        return false;
    }
    PyObject **place = &((PyListObject *)o)->ob_item[i], *old = *place;
    if (!coconut_ends_quietly(old)) {
        return false;
    }
    *place = Py_NewRef(value);
    coconut_release(old);
    return true;
}

/* o[start:stop] */
COCONUT_API PyObject *
Coconut_QuickPart(PyObject *o, int64_t start, int64_t stop)
{
    if (!coconut_has_parts(o) || ((PyList_CheckExact(o) || PyTuple_CheckExact(o)) && coconut_is_collection_due(_PyThreadState_GET(), 1))) {
        return NULL;
    }
    return coconut_cleared(coconut_part(o, start, stop));
}

COCONUT_API PyObject *
Coconut_QuickSlice(PyThreadState *tstate, PyObject *o, PyObject *start, PyObject *stop)
{
    Py_ssize_t first, last;
    return coconut_slice_index(start, 0, &first) && coconut_slice_index(stop, PY_SSIZE_T_MAX, &last) ? Coconut_QuickPart(o, first, last) : NULL;
}

/* o[start:stop:step]: as their types do it, who are given no Python code to run. */
COCONUT_API PyObject *
Coconut_QuickStride(PyThreadState *tstate, PyObject *o, PyObject *start, PyObject *stop, PyObject *step)
{
    Py_ssize_t first, last, by;
    if (!coconut_slice_index(start, 0, &first) || !coconut_slice_index(stop, 0, &last) || !coconut_slice_index(step, 1, &by) || by == 0 ||
        !coconut_has_parts(o) || coconut_is_collection_due(tstate, 2)) {
        return NULL;
    }
    PyObject *slice = coconut_cleared(PySlice_New(start, stop, step));
    if (slice == NULL) {
        return NULL;
    }
    PyObject *part = coconut_cleared(Py_TYPE(o)->tp_as_mapping->mp_subscript(o, slice));
    Py_DECREF(slice);
    return part;
}

/* o[i] of a string, or of a dict with such a key. */
COCONUT_API PyObject *
Coconut_QuickItemAt(PyObject *o, int64_t i)
{
    if (PyUnicode_CheckExact(o)) {
        return Coconut_QuickCharacter(o, i);
    }
    if (coconut_subscripts_as_dict(o)) {
        return Py_XNewRef(Coconut_QuickItemOfInt(o, i));
    }
    const bool is_list = coconut_subscripts_as_list(o);
    if (!is_list && !coconut_subscripts_as_tuple(o)) {
        return NULL;
    }
    i += i < 0 ? Py_SIZE(o) : 0;
    if ((uint64_t)i >= (uint64_t)Py_SIZE(o)) {
        return NULL;
    }
    return Py_NewRef(is_list ? PyList_GET_ITEM(o, i) : PyTuple_GET_ITEM(o, i));
}

/* o[key] of a list or tuple and an int, of a string, or of a dict that has such a key. */
COCONUT_API PyObject *
Coconut_QuickEntry(PyObject *o, PyObject *key)
{
    if (coconut_subscripts_as_dict(o)) {
        return Py_XNewRef(Coconut_QuickItem(o, key));
    }
    if (!coconut_is_int(key) || !coconut_is_word(key)) {
        return NULL;
    }
    int64_t i = coconut_word(key);
    return Coconut_QuickItemAt(o, i);
}

/* Where an exact list has its item i, NULL: refused. */
COCONUT_API PyObject **
Coconut_ItemPlace(PyObject *list, int64_t i)
{
    const Py_ssize_t size = Py_SIZE(list);
    i += i < 0 ? size : 0;
    return LIKELY((uint64_t)i < (uint64_t)size) ? &((PyListObject *)list)->ob_item[i] : NULL;
}

/* Where a tuple or list of exactly n items has them, NULL: refused. */
COCONUT_API PyObject **
Coconut_QuickUnpack(PyObject *o, int64_t n)
{
    if (PyTuple_CheckExact(o)) {
        return LIKELY(Py_SIZE(o) == n) ? ((PyTupleObject *)o)->ob_item : NULL;
    }
    return PyList_CheckExact(o) && Py_SIZE(o) == n ? ((PyListObject *)o)->ob_item : NULL;
}

/* list.extend(o) of an exact list and a list or tuple. */
COCONUT_API bool
Coconut_QuickExtend(PyObject *list, PyObject *o)
{
    if (!PyList_CheckExact(o) && !PyTuple_CheckExact(o)) {
        return false;
    }
    PyObject *none = coconut_cleared(_PyList_Extend((PyListObject *)list, o));
    Py_XDECREF(none);
    return none != NULL;
}

/* --- Comparison and truth */

/* v == w: 1, 0; -1: refused. Objects whose classes leave it to `object` are equal to nothing but themselves. */
COCONUT_API int
Coconut_QuickEqual(PyObject *v, PyObject *w)
{
    if (coconut_is_int(v) && coconut_is_int(w) && coconut_is_word(v) && coconut_is_word(w)) {
        return coconut_word(v) == coconut_word(w);
    }
    const richcmpfunc plain = PyBaseObject_Type.tp_richcompare;
    if (Py_TYPE(v)->tp_richcompare == plain && Py_TYPE(w)->tp_richcompare == plain) {
        return v == w;
    }
    return Coconut_QuickSame(v, w);
}

/* The truth of an object: 1, 0; -1: refused. */
COCONUT_API int
Coconut_QuickTruth(PyObject *o)
{
    PyTypeObject *type = Py_TYPE(o);
    if (type == &PyList_Type || type == &PyTuple_Type || type == &PyLong_Type || type == &PyBytes_Type) {
        return Py_SIZE(o) != 0;
    }
    if (type == &PyUnicode_Type) {
        return PyUnicode_IS_READY(o) ? PyUnicode_GET_LENGTH(o) != 0 : -1;
    }
    if (type == &PyDict_Type) {
        return ((PyDictObject *)o)->ma_used != 0;
    }
    if (type == &PySet_Type || type == &PyFrozenSet_Type) {
        return ((PySetObject *)o)->used != 0;
    }
    if (type == &PyFloat_Type) {
        return PyFloat_AS_DOUBLE(o) != 0.0;
    }
    if (type->tp_as_number != NULL && type->tp_as_number->nb_bool != NULL) {
        return -1;
    }
    if ((type->tp_as_mapping != NULL && type->tp_as_mapping->mp_length != NULL) ||
        (type->tp_as_sequence != NULL && type->tp_as_sequence->sq_length != NULL))
    {
        const int64_t length = Coconut_QuickLen(o);
        return length < 0 ? -1 : length > 0;
    }
    return 1;
}

/* v + w of strings. */
COCONUT_API PyObject *
Coconut_QuickConcat(PyObject *v, PyObject *w)
{
    if (!PyUnicode_CheckExact(v) || !PyUnicode_CheckExact(w)) {
        return NULL;
    }
    return coconut_cleared(PyUnicode_Concat(v, w));
}

/* --- Iteration */

extern PyTypeObject *Coconut_Type_str_ascii_iterator;      /* quick.c */

static inline bool
is_str_iterator(PyTypeObject *type)
{
    return type == &PyUnicodeIter_Type || type == Coconut_Type_str_ascii_iterator;
}

static inline bool
is_dict_iterator(PyTypeObject *type)
{
    return type == &PyDictIterKey_Type || type == &PyDictIterValue_Type || type == &PyDictIterItem_Type;
}

static inline bool
is_view(PyTypeObject *type)
{
    return type == &PyDictItems_Type || type == &PyDictKeys_Type || type == &PyDictValues_Type;
}

static inline bool
is_sequence_iterator(PyTypeObject *type)
{
    return type == &PyListIter_Type || type == &PyTupleIter_Type || type == &PyRangeIter_Type || type == &PyListRevIter_Type;
}

/* iter(o) of what is iterated without Python code. */
COCONUT_API PyObject *
Coconut_QuickIter(PyThreadState *tstate, PyObject *o)
{
    PyTypeObject *type = Py_TYPE(o);
    if (is_sequence_iterator(type) || is_dict_iterator(type) || type == &PyEnum_Type || type == &PyZip_Type || type == &PyReversed_Type) {
        return Py_NewRef(o);
    }
    if (type != &PyList_Type && type != &PyTuple_Type && type != &PyRange_Type && type != &PyDict_Type && type != &PyUnicode_Type &&
        type != &PySet_Type && type != &PyFrozenSet_Type && !is_view(type))
    {
        return NULL;
    }
    if (coconut_is_collection_due(tstate, 1)) {
        return NULL;
    }
    return coconut_cleared(type->tp_iter(o));
}

/* Coconut_QuickNext: what *state becomes. */
enum { ITEM, END, REFUSED };

static PyObject *
next_of(PyThreadState *tstate, PyObject *iterator, int64_t *state)
{
    PyObject *item = Py_TYPE(iterator)->tp_iternext(iterator);
    if (UNLIKELY(item == NULL && coconut_pending(tstate))) {
        PyErr_Clear();      /* It says so again. */
        *state = REFUSED;
        return NULL;
    }
    *state = item != NULL ? ITEM : END;
    return item;
}

static PyObject *
next_of_dict(PyThreadState *tstate, dict_iterator *it, int64_t *state)
{
    PyObject *dict = it->dict, *last = it->result;
    if (dict != NULL && it->left <= 0 && !coconut_ends_quietly(dict)) {
        return NULL;
    }
    if (last != NULL && (Py_REFCNT(last) == 1 ? !coconut_ends_quietly(PyTuple_GET_ITEM(last, 0)) || !coconut_ends_quietly(PyTuple_GET_ITEM(last, 1))
                                              : coconut_is_collection_due(tstate, 1)))
    {
        return NULL;
    }
    return next_of(tstate, (PyObject *)it, state);
}

/* Has a reversed iterator another item, or ends it unnoticed? */
static inline bool
steps_back_quietly(sequence_iterator *it)
{
    return it->sequence == NULL || (it->index >= 0 && it->index < Py_SIZE(it->sequence)) || coconut_ends_quietly(it->sequence);
}

/* Does an iterator of a list, tuple or range go on unnoticed, whether there is another item or not? */
static inline bool
steps_quietly(PyObject *o)
{
    PyTypeObject *type = Py_TYPE(o);
    sequence_iterator *it = (sequence_iterator *)o;
    if (type == &PyListIter_Type || type == &PyTupleIter_Type) {
        return it->sequence == NULL || it->index < Py_SIZE(it->sequence) || coconut_ends_quietly(it->sequence);
    }
    if (type == &PyListRevIter_Type) {
        return steps_back_quietly(it);
    }
    return type == &PyRangeIter_Type;
}

/* reversed() of a tuple; of anything else that is none of its own iterators it calls methods. */
static PyObject *
next_of_reversed(PyThreadState *tstate, sequence_iterator *it, int64_t *state)
{
    if ((it->sequence != NULL && !PyTuple_CheckExact(it->sequence)) || !steps_back_quietly(it)) {
        return NULL;
    }
    return next_of(tstate, (PyObject *)it, state);
}

/* The tuple that enumerate and zip give is the last one, if nobody else has that: its items go. */
static bool
gives_quietly(PyThreadState *tstate, PyObject *last)
{
    if (Py_REFCNT(last) != 1) {
        return !coconut_is_collection_due(tstate, 1);
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(last); i++) {
        if (!coconut_ends_quietly(PyTuple_GET_ITEM(last, i))) {
            return false;
        }
    }
    return true;
}

/* Is an iterator of the tuple there before, as in zip(it, it)? */
static inline bool
is_shared(PyObject *tuple, Py_ssize_t at)
{
    for (Py_ssize_t i = 0; i < at; i++) {
        if (PyTuple_GET_ITEM(tuple, i) == PyTuple_GET_ITEM(tuple, at)) {
            return true;
        }
    }
    return false;
}

static bool
all_step_quietly(PyObject *tuple)
{
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(tuple); i++) {
        if (!steps_quietly(PyTuple_GET_ITEM(tuple, i)) || is_shared(tuple, i)) {
            return false;
        }
    }
    return true;
}

static PyObject *
next_of_enumeration(PyThreadState *tstate, enumeration *e, int64_t *state)
{
    if (e->large_index != NULL || !steps_quietly(e->iterator) || !gives_quietly(tstate, e->result)) {
        return NULL;
    }
    return next_of(tstate, (PyObject *)e, state);
}

static PyObject *
next_of_zip(PyThreadState *tstate, zipper *z, int64_t *state)
{
    if (z->strict || !all_step_quietly(z->iterators) || !gives_quietly(tstate, z->result)) {
        return NULL;
    }
    return next_of(tstate, (PyObject *)z, state);
}

static PyObject *
next_of_set(PyThreadState *tstate, set_iterator *it, int64_t *state)
{
    if (it->set != NULL && it->left <= 0 && !coconut_ends_quietly(it->set)) {
        return NULL;
    }
    return next_of(tstate, (PyObject *)it, state);
}

/* The next item of what Coconut_QuickIter gives; NULL at the end. */
COCONUT_API PyObject *
Coconut_QuickNext(PyThreadState *tstate, PyObject *iterator, int64_t *state)
{
    PyTypeObject *type = Py_TYPE(iterator);
    *state = ITEM;
    if (type == &PyListIter_Type || type == &PyTupleIter_Type) {
        sequence_iterator *it = (sequence_iterator *)iterator;
        PyObject *sequence = it->sequence;
        if (LIKELY(sequence != NULL && it->index < Py_SIZE(sequence))) {
            PyObject **items = type == &PyListIter_Type ? ((PyListObject *)sequence)->ob_item : ((PyTupleObject *)sequence)->ob_item;
            return Py_NewRef(items[it->index++]);
        }
        if (sequence != NULL) {
            if (!coconut_ends_quietly(sequence)) {
                *state = REFUSED;
                return NULL;
            }
            it->sequence = NULL;
            Py_DECREF(sequence);
        }
        *state = END;
        return NULL;
    }
    if (type == &PyRangeIter_Type) {
        range_iterator *it = (range_iterator *)iterator;
        if (it->index < it->length) {
            return coconut_int(it->start + it->index++ * it->step);
        }
        *state = END;
        return NULL;
    }
    if (is_str_iterator(type) || (type == &PyListRevIter_Type && steps_back_quietly((sequence_iterator *)iterator))) {
        return next_of(tstate, iterator, state);
    }
    *state = REFUSED;
    if (is_dict_iterator(type)) {
        return next_of_dict(tstate, (dict_iterator *)iterator, state);
    }
    return type == &PyEnum_Type       ? next_of_enumeration(tstate, (enumeration *)iterator, state)
           : type == &PyZip_Type      ? next_of_zip(tstate, (zipper *)iterator, state)
           : type == &PySetIter_Type  ? next_of_set(tstate, (set_iterator *)iterator, state)
           : type == &PyReversed_Type ? next_of_reversed(tstate, (sequence_iterator *)iterator, state)
                                      : NULL;
}

/* The next item of an iterator of a list or tuple, borrowed; NULL: it is none, or at its end. */
static inline PyObject *
see_next(PyObject *o)
{
    PyTypeObject *type = Py_TYPE(o);
    sequence_iterator *it = (sequence_iterator *)o;
    if ((type != &PyListIter_Type && type != &PyTupleIter_Type) || it->sequence == NULL || it->index >= Py_SIZE(it->sequence)) {
        return NULL;
    }
    return type == &PyListIter_Type ? PyList_GET_ITEM(it->sequence, it->index) : PyTuple_GET_ITEM(it->sequence, it->index);
}

/* The items of a list or tuple of n. */
static inline bool
take_apart(PyObject *o, PyObject **items, int64_t n)
{
    if ((!PyTuple_CheckExact(o) && !PyList_CheckExact(o)) || Py_SIZE(o) != n) {
        return false;
    }
    PyObject **own = PyTuple_CheckExact(o) ? ((PyTupleObject *)o)->ob_item : ((PyListObject *)o)->ob_item;
    for (int64_t i = 0; i < n; i++) {
        items[i] = Py_NewRef(own[i]);
    }
    return true;
}

/* zip_next without its tuple, which has the items of an earlier turn still: those have to be ones whose end nobody notices. */
static bool
parts_of_zip(zipper *z, PyObject **items, int64_t n)
{
    if (z->strict || z->size != n) {
        return false;
    }
    for (int64_t i = 0; i < n; i++) {
        items[i] = see_next(PyTuple_GET_ITEM(z->iterators, i));
        if (items[i] == NULL || !coconut_is_inert(PyTuple_GET_ITEM(z->result, i)) || is_shared(z->iterators, i)) {
            return false;
        }
    }
    for (int64_t i = 0; i < n; i++) {
        Py_INCREF(items[i]);
        ((sequence_iterator *)PyTuple_GET_ITEM(z->iterators, i))->index++;
    }
    return true;
}

static bool
parts_of_enumeration(enumeration *e, PyObject **items, int64_t n)
{
    PyObject *item = see_next(e->iterator);
    if (n != 2 || e->large_index != NULL || e->index == PY_SSIZE_T_MAX || item == NULL || !coconut_is_inert(PyTuple_GET_ITEM(e->result, 1))) {
        return false;
    }
    items[0] = coconut_cleared(coconut_int(e->index));
    if (items[0] == NULL) {
        return false;
    }
    items[1] = Py_NewRef(item);
    e->index++;
    ((sequence_iterator *)e->iterator)->index++;
    return true;
}

/* The next item of an iterator, taken apart into n new references; what cannot be taken apart is refused, and comes again. */
COCONUT_API int64_t
Coconut_QuickParts(PyThreadState *tstate, PyObject *iterator, PyObject **items, int64_t n)
{
    PyTypeObject *type = Py_TYPE(iterator);
    PyObject *item = see_next(iterator);
    if (item != NULL) {
        if (!take_apart(item, items, n)) {
            return REFUSED;
        }
        ((sequence_iterator *)iterator)->index++;
        return ITEM;
    }
    if ((type == &PyZip_Type && parts_of_zip((zipper *)iterator, items, n)) ||
        (type == &PyEnum_Type && parts_of_enumeration((enumeration *)iterator, items, n))) {
        return ITEM;
    }
    const bool is_dict = is_dict_iterator(type), is_set = type == &PySetIter_Type;
    const bool gives_tuples = type == &PyEnum_Type ? n == 2 : type == &PyZip_Type && ((zipper *)iterator)->size == n;
    if (!is_dict && !is_set && !gives_tuples && type != &PyListIter_Type && type != &PyTupleIter_Type) {
        return REFUSED;
    }
    int64_t state;
    const dict_iterator dict = is_dict ? *(dict_iterator *)iterator : (dict_iterator){0};
    const set_iterator set = is_set ? *(set_iterator *)iterator : (set_iterator){0};
    item = Coconut_QuickNext(tstate, iterator, &state);
    if (item == NULL) {
        return state;
    }
    const bool taken = take_apart(item, items, n);
    Py_DECREF(item);
    if (!taken && is_dict) {
        ((dict_iterator *)iterator)->position = dict.position;
        ((dict_iterator *)iterator)->left = dict.left;
    }
    if (!taken && is_set) {
        ((set_iterator *)iterator)->position = set.position;
        ((set_iterator *)iterator)->left = set.left;
    }
    return taken ? ITEM : REFUSED;
}

/* Whether an object is an iterator, or a view, that holds on to nothing but what `held` becomes, two references at most (NULL: none). */
bool
coconut_is_iterator(PyObject *o, PyObject *held[2])
{
    PyTypeObject *type = Py_TYPE(o);
    held[0] = held[1] = NULL;
    if (type == &PyListIter_Type || type == &PyTupleIter_Type || type == &PyListRevIter_Type || type == &PyReversed_Type) {
        held[0] = ((sequence_iterator *)o)->sequence;
        return true;
    }
    if (is_dict_iterator(type)) {
        held[0] = ((dict_iterator *)o)->dict;
        held[1] = ((dict_iterator *)o)->result;
        return true;
    }
    if (type == &PyEnum_Type && ((enumeration *)o)->large_index == NULL) {
        held[0] = ((enumeration *)o)->iterator;
        held[1] = ((enumeration *)o)->result;
        return true;
    }
    if (type == &PyZip_Type) {
        held[0] = ((zipper *)o)->iterators;
        held[1] = ((zipper *)o)->result;
        return true;
    }
    if (is_str_iterator(type)) {
        held[0] = ((sequence_iterator *)o)->sequence;
        return true;
    }
    if (type == &PySetIter_Type) {
        held[0] = ((set_iterator *)o)->set;
        return true;
    }
    if (is_view(type)) {
        held[0] = (PyObject *)((_PyDictViewObject *)o)->dv_dict;
        return true;
    }
    return type == &PyRangeIter_Type;
}
