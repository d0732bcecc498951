/* Built-in iterators, whose structs are private to CPython: the layouts are those of the target's prelude, which scripts/gen-layouts.mjs checks. */
#ifndef COCONUT_ITERATORS_H
#define COCONUT_ITERATORS_H

#include "coconut.h"

/* listiterobject, tupleiterobject and unicodeiterobject */
typedef struct {
    PyObject_HEAD
    Py_ssize_t index;
    PyObject *sequence;
} sequence_iterator;

/* dictiterobject */
typedef struct {
    PyObject_HEAD
    PyObject *dict;
    Py_ssize_t used, position;
    PyObject *result;
    Py_ssize_t left;
} dict_iterator;

/* rangeiterobject */
typedef struct {
    PyObject_HEAD
    long index, start, step, length;
} range_iterator;

/* enumobject */
typedef struct {
    PyObject_HEAD
    Py_ssize_t index;
    PyObject *iterator, *result, *large_index, *one;
} enumeration;

/* zipobject */
typedef struct {
    PyObject_HEAD
    Py_ssize_t size;
    PyObject *iterators, *result;
    int strict;
} zipper;

/* setiterobject */
typedef struct {
    PyObject_HEAD
    PyObject *set;
    Py_ssize_t used, position, left;
} set_iterator;

#endif
