using System.Buffers.Binary;
using Apache.Arrow;
using Rotel.Arrow.Columnar.Ipc;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Tests.Ipc;

/// <summary>Writes batches to one run of bytes, and tells what messages a run of bytes has.</summary>
internal static class IpcStreams
{
    /// <summary>A whole stream; <paramref name="end"/> adds the marker that OTAP leaves out.</summary>
    internal static byte[] Write(Schema schema, IEnumerable<RecordBatch> batches, IpcWriterOptions? options = null, bool end = false)
    {
        using var pool = new SlabPool(new ByteBudget(1L << 40), track: true);
        using var output = new NativeBuffer<byte>(pool);
        using (var writer = new IpcStreamWriter(schema, pool, options))
        {
            foreach (RecordBatch batch in batches)
            {
                writer.Write(batch, output);
            }
        }

        if (end)
        {
            IpcStreamWriter.WriteEndOfStream(output);
        }

        byte[] bytes = output.Values.ToArray();
        output.Dispose();
        pool.AssertNoLeaks();
        return bytes;
    }

    /// <summary>The messages as the golden files write them: S, D0, D0+ (a delta), R, without rows.</summary>
    internal static string Messages(ReadOnlySpan<byte> stream) => string.Join(' ', Walk(stream).Select(static message => message.Name));

    /// <summary>Where messages begin, and where the last one ends.</summary>
    internal static List<int> Boundaries(ReadOnlySpan<byte> stream)
    {
        var boundaries = new List<int> { 0 };
        Walk(stream).ForEach(message => boundaries.Add(boundaries[^1] + message.LengthBytes));
        return boundaries;
    }

    private static List<(string Name, int LengthBytes)> Walk(ReadOnlySpan<byte> stream)
    {
        var messages = new List<(string Name, int LengthBytes)>();
        while (!stream.IsEmpty)
        {
            Assert.Equal(-1, BinaryPrimitives.ReadInt32LittleEndian(stream));
            int metadataBytes = BinaryPrimitives.ReadInt32LittleEndian(stream[4..]);
            ReadOnlySpan<byte> metadata = stream.Slice(8, metadataBytes);
            int message = BinaryPrimitives.ReadInt32LittleEndian(metadata);
            byte kind = metadata[message + Slot(metadata, message, 1)];
            int headerField = message + Slot(metadata, message, 2);
            int header = headerField + BinaryPrimitives.ReadInt32LittleEndian(metadata[headerField..]);
            string name = kind switch
            {
                1 => "S",
                3 => "R",
                _ => "D" + BinaryPrimitives.ReadInt64LittleEndian(metadata[(header + Slot(metadata, header, 0))..])
                    + (metadata[header + Slot(metadata, header, 2)] != 0 ? "+" : ""),
            };
            long body = BinaryPrimitives.ReadInt64LittleEndian(metadata[(message + Slot(metadata, message, 3))..]);
            Assert.Equal(0, body % 8);
            messages.Add((name, 8 + metadataBytes + (int)body));
            stream = stream[messages[^1].LengthBytes..];
        }

        return messages;
    }

    private static int Slot(ReadOnlySpan<byte> metadata, int table, int field)
    {
        int vtable = table - BinaryPrimitives.ReadInt32LittleEndian(metadata[table..]);
        return BinaryPrimitives.ReadUInt16LittleEndian(metadata[(vtable + 4 + (2 * field))..]);
    }
}
