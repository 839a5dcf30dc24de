using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Views;
using static Rotel.Arrow.Exporters.Parquet.Wide.WideTypes;

namespace Rotel.Arrow.Exporters.Parquet.Wide;

/// <summary>The three wide schemas; README.md explains the columns. Every file of a signal has the same one.</summary>
internal static class WideSchemas
{
    private static readonly Field[] Origin =
    [
        Required("resource_attributes", TextMap), Required("resource_attributes_typed", TypedMap),
        Nullable("resource_dropped_attributes_count", UInt32Type.Default), Nullable("resource_schema_url", Text),
        Nullable("scope_name", Text), Nullable("scope_version", Text), Required("scope_attributes", TextMap),
        Required("scope_attributes_typed", TypedMap), Nullable("scope_dropped_attributes_count", UInt32Type.Default),
        Nullable("scope_schema_url", Text),
    ];

    private static readonly Schema Traces = new(
    [
        Nullable("start_time", Time), Nullable("duration_ns", Int64Type.Default), Nullable("trace_id", Text),
        Nullable("span_id", Text), Nullable("parent_span_id", Text), Nullable("service_name", Text), Nullable("name", Text),
        Nullable("kind", Text), Nullable("status_code", Text), Nullable("status_message", Text), Nullable("trace_state", Text),
        Nullable("flags", UInt32Type.Default), Required("attributes", TextMap), Required("attributes_typed", TypedMap),
        Nullable("dropped_attributes_count", UInt32Type.Default), Required("events", ListOf(Event)),
        Nullable("dropped_events_count", UInt32Type.Default), Required("links", ListOf(Link)),
        Nullable("dropped_links_count", UInt32Type.Default), .. Origin,
    ], null);

    private static readonly Schema Logs = new(
    [
        Nullable("time", Time), Nullable("observed_time", Time), Nullable("service_name", Text),
        Nullable("severity_number", Int32Type.Default), Nullable("severity_text", Text), Nullable("body", Text),
        Nullable("body_typed", TypedValue), Nullable("event_name", Text), Nullable("trace_id", Text), Nullable("span_id", Text),
        Nullable("flags", UInt32Type.Default), Required("attributes", TextMap), Required("attributes_typed", TypedMap),
        Nullable("dropped_attributes_count", UInt32Type.Default), .. Origin,
    ], null);

    private static readonly Schema Metrics = new(
    [
        Nullable("time", Time), Nullable("start_time", Time), Nullable("service_name", Text), Nullable("name", Text),
        Nullable("description", Text), Nullable("unit", Text), Nullable("metric_type", Text),
        Nullable("aggregation_temporality", Text), Nullable("is_monotonic", BooleanType.Default), Required("metadata", TextMap),
        Required("metadata_typed", TypedMap), Required("attributes", TextMap), Required("attributes_typed", TypedMap),
        Nullable("flags", UInt32Type.Default), Nullable("value_int", Int64Type.Default), Nullable("value_double", DoubleType.Default),
        Nullable("count", UInt64Type.Default), Nullable("sum", DoubleType.Default), Nullable("min", DoubleType.Default),
        Nullable("max", DoubleType.Default), Required("bucket_counts", ListOf(UInt64Type.Default)),
        Required("explicit_bounds", ListOf(DoubleType.Default)), Nullable("scale", Int32Type.Default),
        Nullable("zero_count", UInt64Type.Default), Nullable("zero_threshold", DoubleType.Default),
        Nullable("positive_offset", Int32Type.Default), Required("positive_bucket_counts", ListOf(UInt64Type.Default)),
        Nullable("negative_offset", Int32Type.Default), Required("negative_bucket_counts", ListOf(UInt64Type.Default)),
        Required("quantiles", ListOf(Quantile)), Required("exemplars", ListOf(Exemplar)), .. Origin,
    ], null);

    /// <summary>The schema of a signal.</summary>
    public static Schema Of(Signal signal) => signal switch
    {
        Signal.Traces => Traces,
        Signal.Logs => Logs,
        _ => Metrics,
    };
}
