using Rotel.Arrow.Columnar.Ipc;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.FromOtlp;
using Rotel.Arrow.Otap.ToRecords;
using Rotel.Arrow.Views;
using Xunit;

namespace Rotel.Arrow.Otap.Tests.ToRecords;

/// <summary>OTLP requests encoded as one outgoing stream.</summary>
internal static class EncodedRecords
{
    /// <summary>The messages; nothing is left allocated.</summary>
    public static List<byte[]> Of(
        Signal signal,
        IEnumerable<byte[]> requests,
        int maxMessageBytes = RecordsEncoder.DefaultMaxMessageBytes,
        IpcCompression compression = IpcCompression.Zstd)
    {
        using var pool = new SlabPool(new ByteBudget(1L << 40), track: true);
        var messages = new List<byte[]>();
        using (var builder = new OtapBatchBuilder(signal, pool))
        using (var encoder = new RecordsEncoder(signal, pool, compression))
        using (var output = new NativeBuffer<byte>(pool))
        {
            foreach (byte[] request in requests)
            {
                Assert.Equal(AppendStatus.Appended, builder.Append(request).Status);
                if (builder.RootRows == 0)
                {
                    continue;
                }

                OtapBatch batch = builder.Seal();
                ReadOnlySpan<int> order = RecordsOrder.Of(batch);
                while (order.Length > 0)
                {
                    output.Clear();
                    encoder.EncodeNext(batch, ref order, maxMessageBytes, output);
                    messages.Add(output.Values.ToArray());
                }

                batch.Release();
            }
        }

        pool.AssertNoLeaks();
        return messages;
    }

    /// <summary>The messages as the file that <c>peers otap</c> reads.</summary>
    public static void Write(string path, IEnumerable<byte[]> messages)
    {
        using FileStream file = File.Create(path);
        foreach (byte[] message in messages)
        {
            file.Write(BitConverter.GetBytes(message.Length));
            file.Write(message);
        }
    }
}
