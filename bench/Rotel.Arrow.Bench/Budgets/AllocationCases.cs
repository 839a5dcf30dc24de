using Rotel.Arrow.Bench.Columnar;
using Rotel.Arrow.Bench.Otap;
using Rotel.Arrow.Bench.Otlp;
using Rotel.Arrow.Columnar.Ipc;

namespace Rotel.Arrow.Bench.Budgets;

/// <summary>All cases, made of the benchmarks: what they time is what is counted here.</summary>
internal static class AllocationCases
{
    private static readonly string[] s_signals = ["traces", "logs", "metrics"];
    private static readonly int[] s_items = [10, 100, 1000];

    /// <summary>Each case is made when it is reached, and holds nothing before.</summary>
    internal static IEnumerable<AllocationCase> All()
    {
        foreach (string signal in s_signals)
        {
            yield return Ipc(signal, IpcCompression.None, "ipc write", static ipc => ipc.Write());
            yield return Ipc(signal, IpcCompression.None, "ipc read", static ipc => ipc.Read());
            yield return Ipc(signal, IpcCompression.Zstd, "ipc write zstd", static ipc => ipc.Write());
            yield return Ipc(signal, IpcCompression.Zstd, "ipc read zstd", static ipc => ipc.Read());
            foreach (int items in s_items)
            {
                yield return Append(signal, items);
                yield return Batch(signal, items);
                yield return Encode(signal, items);
                yield return Batching(signal, items, "batching validate", static b => b.Validate());
                yield return Batching(signal, items, "batching merge", static b => b.Merge());
                yield return Batching(signal, items, "batching split", static b => b.Split());
            }
        }
    }

    /// <summary>One request into a batch that has its buffers: the decode path itself.</summary>
    private static AllocationCase Append(string signal, int items)
    {
        DecodeBenchmark decode = Decode(signal, items);
        return new AllocationCase(
            Name("decode append", signal, items),
            () =>
            {
                if (!decode.HasRoom())
                {
                    decode.Seal();

                    // The first request of a batch rents its buffers, as large as the last batch needed.
                    decode.Append();
                }
            },
            decode.Append,
            decode.Cleanup)
        {
            // Two batches: the second one has the buffers of a whole batch from its first request on.
            WarmUps = Math.Max(100, 2 * DecodeBenchmark.BatchItems / items),
        };
    }

    /// <summary>A whole batch: what its buffers and Arrow objects cost, whatever the number of items.</summary>
    private static AllocationCase Batch(string signal, int items)
    {
        DecodeBenchmark decode = Decode(signal, items);
        return new AllocationCase(
            Name("decode batch", signal, items), static () => { }, () => decode.AppendAndSeal(), decode.Cleanup);
    }

    private static AllocationCase Encode(string signal, int items)
    {
        var encode = new EncodeBenchmark { Signal = signal, Items = items };
        encode.Setup();
        return new AllocationCase(Name("encode", signal, items), static () => { }, () => encode.Encode(), encode.Cleanup);
    }

    private static AllocationCase Batching(string signal, int items, string what, Action<BatchingBenchmark> operation)
    {
        var batching = new BatchingBenchmark { Signal = signal, Items = items };
        batching.Setup();
        return new AllocationCase(Name(what, signal, items), static () => { }, () => operation(batching), batching.Cleanup);
    }

    /// <summary>The tables of a batch as Arrow IPC, in streams whose dictionaries the other end has.</summary>
    private static AllocationCase Ipc(string signal, IpcCompression compression, string what, Action<IpcBenchmark> operation)
    {
        var ipc = new IpcBenchmark { Signal = signal, Compression = compression };
        ipc.Setup();
        return new AllocationCase(Name(what, signal, 1000), static () => { }, () => operation(ipc), ipc.Cleanup);
    }

    private static DecodeBenchmark Decode(string signal, int items)
    {
        var decode = new DecodeBenchmark { Signal = signal, Items = items };
        decode.Setup();
        return decode;
    }

    private static string Name(string what, string signal, int items) => $"{what}, {signal}, {items} items";
}
