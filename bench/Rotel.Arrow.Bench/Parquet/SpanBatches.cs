using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Rotel.Arrow.Bench.Parquet;

/// <summary>
/// Span-like record batches of 16 columns with maps and lists, seeded. Names and keys repeat and are dictionaries that
/// all batches share; ids, times, durations and attribute values do not repeat.
/// </summary>
internal static class SpanBatches
{
    private static readonly string[] s_keys =
    [
        "http.request.method", "url.path", "http.response.status_code", "server.address", "client.address",
        "user.id", "db.statement", "messaging.destination.name", "thread.id", "code.function",
    ];

    private static readonly string[] s_methods = ["GET", "POST", "PUT", "DELETE"];

    // Before the schema, which refers to it: static initializers run in this order.
    private static StructType EventType { get; } = new(
        [
            new Field("time", new TimestampType(TimeUnit.Nanosecond, "UTC"), false),
            new Field("name", new DictionaryType(UInt8Type.Default, StringType.Default, false), false),
            new Field("message", StringType.Default, true),
        ]);

    public static Schema Schema { get; } = new(
        [
            new Field("trace_id", new FixedSizeBinaryType(16), false),
            new Field("span_id", new FixedSizeBinaryType(8), false),
            new Field("parent_span_id", new FixedSizeBinaryType(8), true),
            new Field("trace_state", StringType.Default, true),
            new Field("name", new DictionaryType(UInt16Type.Default, StringType.Default, false), false),
            new Field("kind", Int32Type.Default, false),
            new Field("start_time", new TimestampType(TimeUnit.Nanosecond, "UTC"), false),
            new Field("duration_nanos", Int64Type.Default, false),
            new Field("status_code", Int32Type.Default, false),
            new Field("status_message", StringType.Default, true),
            new Field("service_name", new DictionaryType(UInt16Type.Default, StringType.Default, false), false),
            new Field("scope_name", new DictionaryType(UInt16Type.Default, StringType.Default, false), true),
            new Field("sample_rate", DoubleType.Default, true),
            new Field("attributes", Map(new DictionaryType(UInt8Type.Default, StringType.Default, false)), true),
            new Field("resource_attributes", Map(new DictionaryType(UInt8Type.Default, StringType.Default, false)), true),
            new Field("events", new ListType(new Field("item", EventType, true)), true),
        ],
        null);

    public static RecordBatch[] Make(int batches, int rows)
    {
        Random random = new(42);
        ArrayData keys = Strings(s_keys);
        ArrayData names = Strings([.. Enumerable.Range(0, 300).Select(i => $"{s_methods[i % 4]} /api/v{i % 3}/resource-{i}")]);
        ArrayData services = Strings([.. Enumerable.Range(0, 25).Select(i => $"service-{i}")]);
        ArrayData scopes = Strings([.. Enumerable.Range(0, 12).Select(i => $"io.opentelemetry.instrumentation-{i}")]);
        ArrayData eventNames = Strings(["exception", "message", "retry", "cache.miss"]);
        long time = 1_750_000_000_000_000_000;
        var made = new RecordBatch[batches];
        for (int b = 0; b < batches; b++)
        {
            made[b] = Batch(random, rows, keys, names, services, scopes, eventNames, ref time);
        }

        return made;
    }

    private static MapType Map(IArrowType key) =>
        new(new Field("key", key, false), new Field("value", StringType.Default, true));

    private static RecordBatch Batch(
        Random random,
        int rows,
        ArrayData keys,
        ArrayData names,
        ArrayData services,
        ArrayData scopes,
        ArrayData eventNames,
        ref long time)
    {
        byte[] traceIds = new byte[16 * rows];
        long[] starts = new long[rows];
        long[] durations = new long[rows];
        for (int i = 0; i < rows; i++)
        {
            // Traces of four spans.
            if (i % 4 == 0)
            {
                random.NextBytes(traceIds.AsSpan(16 * i, 16));
            }
            else
            {
                traceIds.AsSpan(16 * (i - 1), 16).CopyTo(traceIds.AsSpan(16 * i));
            }

            time += random.NextInt64(60_000);
            starts[i] = time - random.NextInt64(5_000_000);
            durations[i] = (long)(100_000 * Math.Exp(random.NextDouble() * 9));
        }

        byte[] spanIds = new byte[8 * rows];
        byte[] parents = new byte[8 * rows];
        random.NextBytes(spanIds);
        random.NextBytes(parents);
        ArrayData[] columns =
        [
            Flat(new FixedSizeBinaryType(16), rows, traceIds),
            Flat(new FixedSizeBinaryType(8), rows, spanIds),
            Nullable(new FixedSizeBinaryType(8), rows, parents, random, 0.25),
            Texts(random, rows, 0.95, _ => "k=v"),
            Codes(names, random, rows, 0),
            Flat(Int32Type.Default, rows, Bytes(Ints(rows, () => random.Next(1, 6)))),
            Flat(new TimestampType(TimeUnit.Nanosecond, "UTC"), rows, Bytes(starts)),
            Flat(Int64Type.Default, rows, Bytes(durations)),
            Flat(Int32Type.Default, rows, Bytes(Ints(rows, () => random.Next(20) == 0 ? 2 : 0))),
            Texts(random, rows, 0.95, r => $"deadline of {r.Next(100, 9999)} ms exceeded while calling upstream {r.Next():x}"),
            Codes(services, random, rows, 0),
            Codes(scopes, random, rows, 0.1),
            Nullable(DoubleType.Default, rows, Bytes([.. Enumerable.Range(0, rows).Select(_ => random.NextDouble())]), random, 0.5),
            Attributes(random, rows, keys, 6, Value),
            Attributes(random, rows, keys, 4, (r, key) => $"{s_keys[key]}-{r.Next(40)}"),
            Events(random, rows, eventNames, time),
        ];
        return new RecordBatch(Schema, columns.Select(ArrowArrayFactory.BuildArray), rows);
    }

    private static string Value(Random random, int key) => key switch
    {
        0 => s_methods[random.Next(4)],
        1 => $"/users/{random.Next():x8}/orders/{random.Next(1_000_000)}",
        2 => random.Next(200, 505).ToString(CultureInfo.InvariantCulture),
        3 => $"10.{random.Next(256)}.{random.Next(256)}.{random.Next(256)}",
        6 => $"SELECT * FROM orders WHERE id = {random.Next()} AND customer = '{random.Next():x8}'",
        _ => $"{random.NextInt64():x16}",
    };

    private static ArrayData Attributes(
        Random random, int rows, ArrayData keys, int most, Func<Random, int, string> value)
    {
        int[] offsets = new int[rows + 1];
        for (int i = 0; i < rows; i++)
        {
            offsets[i + 1] = offsets[i] + random.Next(most / 2, most + 1);
        }

        int count = offsets[rows];
        byte[] codes = new byte[count];
        string[] texts = new string[count];
        for (int row = 0; row < rows; row++)
        {
            int first = random.Next(s_keys.Length);
            for (int i = offsets[row]; i < offsets[row + 1]; i++)
            {
                codes[i] = (byte)((first + i - offsets[row]) % s_keys.Length);
                texts[i] = value(random, codes[i]);
            }
        }

        var type = (MapType)Schema.GetFieldByName("attributes").DataType;
        ArrayData[] pairs =
        [
            new(type.KeyField.DataType, count, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(codes)], null, keys),
            Strings(texts),
        ];
        var entries = new ArrayData(type.KeyValueType, count, 0, 0, [ArrowBuffer.Empty], pairs);
        return new ArrayData(type, rows, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(Bytes(offsets))], [entries]);
    }

    private static ArrayData Events(Random random, int rows, ArrayData names, long time)
    {
        int[] offsets = new int[rows + 1];
        for (int i = 0; i < rows; i++)
        {
            offsets[i + 1] = offsets[i] + (random.Next(4) == 0 ? random.Next(1, 4) : 0);
        }

        int count = offsets[rows];
        byte[] codes = new byte[count];
        for (int i = 0; i < count; i++)
        {
            codes[i] = (byte)random.Next(4);
        }

        long[] times = [.. Enumerable.Range(0, count).Select(_ => time - random.NextInt64(5_000_000))];
        ArrayData[] fields =
        [
            Flat(EventType.Fields[0].DataType, count, Bytes(times)),
            new(EventType.Fields[1].DataType, count, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(codes)], null, names),
            Texts(random, count, 0.3, r => $"attempt {r.Next()} of request {r.NextInt64():x16} failed"),
        ];
        var items = new ArrayData(EventType, count, 0, 0, [ArrowBuffer.Empty], fields);
        IArrowType list = Schema.GetFieldByName("events").DataType;
        return new ArrayData(list, rows, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(Bytes(offsets))], [items]);
    }

    private static ArrayData Codes(ArrayData dictionary, Random random, int rows, double nulls)
    {
        ushort[] codes = new ushort[rows];
        for (int i = 0; i < rows; i++)
        {
            codes[i] = (ushort)random.Next(dictionary.Length);
        }

        var type = new DictionaryType(UInt16Type.Default, StringType.Default, false);
        ArrowBuffer validity = nulls > 0 ? Validity(random, rows, nulls) : ArrowBuffer.Empty;
        return new ArrayData(type, rows, nulls > 0 ? -1 : 0, 0, [validity, new ArrowBuffer(Bytes(codes))], null, dictionary);
    }

    private static ArrayData Texts(Random random, int rows, double nulls, Func<Random, string> text)
    {
        var bytes = new MemoryStream();
        int[] offsets = new int[rows + 1];
        byte[] bits = new byte[(rows + 7) / 8];
        for (int i = 0; i < rows; i++)
        {
            if (random.NextDouble() >= nulls)
            {
                bytes.Write(Encoding.UTF8.GetBytes(text(random)));
                BitUtility.SetBit(bits, i);
            }

            offsets[i + 1] = (int)bytes.Length;
        }

        return new ArrayData(
            StringType.Default, rows, -1, 0, [new ArrowBuffer(bits), new ArrowBuffer(Bytes(offsets)), new ArrowBuffer(bytes.ToArray())]);
    }

    private static ArrayData Strings(string[] texts)
    {
        var bytes = new MemoryStream();
        int[] offsets = new int[texts.Length + 1];
        for (int i = 0; i < texts.Length; i++)
        {
            bytes.Write(Encoding.UTF8.GetBytes(texts[i]));
            offsets[i + 1] = (int)bytes.Length;
        }

        return new ArrayData(
            StringType.Default, texts.Length, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(Bytes(offsets)), new ArrowBuffer(bytes.ToArray())]);
    }

    private static ArrayData Flat(IArrowType type, int rows, byte[] values) =>
        new(type, rows, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(values)]);

    private static ArrayData Nullable(IArrowType type, int rows, byte[] values, Random random, double nulls) =>
        new(type, rows, -1, 0, [Validity(random, rows, nulls), new ArrowBuffer(values)]);

    private static ArrowBuffer Validity(Random random, int rows, double nulls)
    {
        byte[] bits = new byte[(rows + 7) / 8];
        for (int i = 0; i < rows; i++)
        {
            BitUtility.SetBit(bits, i, random.NextDouble() >= nulls);
        }

        return new ArrowBuffer(bits);
    }

    private static int[] Ints(int rows, Func<int> next) => [.. Enumerable.Range(0, rows).Select(_ => next())];

    private static byte[] Bytes<T>(T[] values)
        where T : unmanaged => MemoryMarshal.AsBytes<T>(values).ToArray();
}
