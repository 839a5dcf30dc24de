using Rotel.Arrow.Pipeline;

namespace Rotel.Arrow.Exporters.ClickHouse;

/// <summary>
/// What the server's error codes mean for the data (numbers: src/Common/ErrorCodes.cpp). A code that is not listed is
/// worth a retry: that loses nothing, and the retry ends with the time the user gave it.
/// </summary>
internal static class ClickHouseErrorCodes
{
    public const int UnknownTable = 60;
    public const int UnknownDatabase = 81;

    /// <summary>Kind, cause and what to do about it.</summary>
    public static (ClickHouseAnswerKind Kind, NackCause Cause, string? Advice) Judge(int code) => code switch
    {
        UnknownTable => (ClickHouseAnswerKind.Retry, NackCause.DestinationRejected,
            "create the tables with: rotel-arrow clickhouse-ddl create --endpoint ... --traces --logs --metrics"),
        UnknownDatabase => (ClickHouseAnswerKind.Retry, NackCause.DestinationRejected,
            "create the database (CREATE DATABASE), then the tables: rotel-arrow clickhouse-ddl create"),

        // The table has changed, or is not what its name says: looked up again before the next attempt.
        10 or 16 or 20 or 44 or 47 => (ClickHouseAnswerKind.Retry, NackCause.DestinationRejected,
            "a column is missing: rotel-arrow clickhouse-ddl check says which, upgrade adds it"),
        53 or 70 => (ClickHouseAnswerKind.Retry, NackCause.DestinationRejected,
            "a column has a type that this data cannot be converted to: rotel-arrow clickhouse-ddl check"),

        192 or 193 or 194 or 516 => (ClickHouseAnswerKind.Retry, NackCause.DestinationUnauthorized,
            "check --clickhouse-exporter-user and --clickhouse-exporter-password"),
        195 or 291 or 497 => (ClickHouseAnswerKind.Retry, NackCause.DestinationUnauthorized,
            "the user needs the privileges INSERT and SHOW COLUMNS on the tables"),

        252 => (ClickHouseAnswerKind.Retry, NackCause.DestinationThrottled,
            "the server merges more slowly than parts arrive: larger batches (--batch-max-size, --batch-timeout) make fewer parts"),
        201 or 202 or 241 or 439 or 745 => (ClickHouseAnswerKind.Retry, NackCause.DestinationThrottled, null),
        243 => (ClickHouseAnswerKind.Retry, NackCause.DestinationFailed, "the server's disk is full"),
        164 or 242 => (ClickHouseAnswerKind.Retry, NackCause.DestinationFailed, "the server or the table is read-only at the moment"),
        159 or 160 or 209 => (ClickHouseAnswerKind.Retry, NackCause.DestinationTimeout, null),
        115 => (ClickHouseAnswerKind.Retry, NackCause.DestinationRejected, "the server is too old for a setting of this exporter"),

        // The data itself: the same bytes would be refused again.
        6 or 25 or 26 or 27 or 32 or 33 or 36 or 38 or 41 or 43 or 62 or 72 or 117 or 128 or 131 or 190 or 321 or 349 or 469 =>
            (ClickHouseAnswerKind.Refused, NackCause.DestinationRejected, null),
        _ => (ClickHouseAnswerKind.Retry, NackCause.DestinationFailed, null),
    };

    /// <summary>True when the columns of the table must be looked up again.</summary>
    public static bool IsAboutTable(int code) => code is UnknownTable or UnknownDatabase or 10 or 16 or 20 or 44 or 47 or 53 or 70;

    /// <summary>True when another server may answer differently.</summary>
    public static bool IsAboutServer(int code) => code is 164 or 202 or 241 or 242 or 243 or 439 or 745;

    /// <summary>True when a question about tables was refused, and not the tables missing.</summary>
    public static bool IsRefusedQuestion(int code) => code is 291 or 497 or 164;
}
