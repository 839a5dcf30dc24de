using Apache.Arrow;
using Apache.Arrow.Types;

namespace Rotel.Arrow.Exporters.Parquet.Wide;

/// <summary>The Arrow types that the wide schemas are made of. Batches may bring dictionaries where text is declared.</summary>
internal static class WideTypes
{
    /// <summary>
    /// UTC nanoseconds, declared without a zone: DuckDB reads times with a zone as microseconds and prints them in the
    /// zone of the session.
    /// </summary>
    public static readonly TimestampType Time = new(TimeUnit.Nanosecond, (string?)null);

    public static readonly StringType Text = StringType.Default;

    /// <summary>
    /// A value that is not text: its type, and the one member that the type names. Maps and arrays are CBOR, as OTAP has them.
    /// </summary>
    public static readonly StructType TypedValue = new(
    [
        Nullable("type", Text), Nullable("int", Int64Type.Default), Nullable("double", DoubleType.Default),
        Nullable("bool", BooleanType.Default), Nullable("bytes", BinaryType.Default), Nullable("cbor", BinaryType.Default),
    ]);

    /// <summary>Attributes as text.</summary>
    public static readonly MapType TextMap = new(Required("key", Text), Nullable("value", Text), keySorted: false);

    /// <summary>Attributes that are not text, with their types.</summary>
    public static readonly MapType TypedMap = new(Required("key", Text), Required("value", TypedValue), keySorted: false);

    public static readonly StructType Event = new(
    [
        Nullable("time", Time), Nullable("name", Text), Required("attributes", TextMap), Required("attributes_typed", TypedMap),
        Nullable("dropped_attributes_count", UInt32Type.Default),
    ]);

    public static readonly StructType Link = new(
    [
        Nullable("trace_id", Text), Nullable("span_id", Text), Nullable("trace_state", Text), Required("attributes", TextMap),
        Required("attributes_typed", TypedMap), Nullable("dropped_attributes_count", UInt32Type.Default),
        Nullable("flags", UInt32Type.Default),
    ]);

    public static readonly StructType Exemplar = new(
    [
        Nullable("time", Time), Nullable("value_int", Int64Type.Default), Nullable("value_double", DoubleType.Default),
        Nullable("trace_id", Text), Nullable("span_id", Text), Required("filtered_attributes", TextMap),
        Required("filtered_attributes_typed", TypedMap),
    ]);

    public static readonly StructType Quantile = new(
        [Nullable("quantile", DoubleType.Default), Nullable("value", DoubleType.Default)]);

    public static Field Nullable(string name, IArrowType type) => new(name, type, nullable: true);

    public static Field Required(string name, IArrowType type) => new(name, type, nullable: false);

    /// <summary>A list whose items are called "element"; structs are never null in it.</summary>
    public static ListType ListOf(IArrowType item) => new(new Field("element", item, nullable: item is not StructType));
}
