using System.Buffers;
using Google.Protobuf;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.FromOtlp;
using Rotel.Arrow.Otap.Tests;
using Rotel.Arrow.Otap.Tests.Wire;
using Rotel.Arrow.Otlp;
using Rotel.Arrow.Otlp.Json;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Properties;

/// <summary>One request in all forms, and the steps between them.</summary>
internal static class Forms
{
    internal static Signal SignalOf(IMessage request) => Enum.Parse<Signal>(OtlpItems.SignalOf(request), ignoreCase: true);

    /// <summary>OTLP bytes to tables and back.</summary>
    internal static IMessage ThroughTables(TablesUnderTest tables, ReadOnlySpan<byte> bytes)
    {
        AppendResult result = tables.Builder.Append(bytes);
        Assert.True(result is { Status: AppendStatus.Appended, RejectedItems: 0 }, result.ToString());
        return tables.SealAndEncode(out _);
    }

    /// <summary>The same for a message, in a builder of its own, with nothing left behind.</summary>
    internal static IMessage ThroughTables(IMessage request)
    {
        using var tables = new TablesUnderTest(SignalOf(request));
        IMessage back = ThroughTables(tables, request.ToByteArray());
        tables.AssertClean();
        return back;
    }

    internal static byte[] ToJson(Signal signal, ReadOnlySpan<byte> request)
    {
        var output = new ArrayBufferWriter<byte>();
        OtlpJsonWriter.Write(signal, request, output);
        return output.WrittenSpan.ToArray();
    }

    internal static byte[] FromJson(Signal signal, ReadOnlySpan<byte> json, SlabPool pool)
    {
        OtlpJsonReadResult result = OtlpJsonReader.Read(signal, json, pool, 64 << 20);
        Assert.True(result.Status == OtlpJsonStatus.Ok, result.Message);
        byte[] bytes = result.Slab!.GetSpan()[..result.LengthBytes].ToArray();
        result.Slab.Release();
        return bytes;
    }

    /// <summary>Bytes as a batch of one piece.</summary>
    internal static OtlpBytes Batch(SlabPool pool, params ReadOnlySpan<IMessage> requests)
    {
        var batch = new OtlpBytes(SignalOf(requests[0]));
        foreach (IMessage request in requests)
        {
            byte[] bytes = request.ToByteArray();
            Slab slab = pool.Rent(bytes.Length);
            bytes.CopyTo(slab.GetSpan());
            batch.Add(slab, 0, bytes.Length, OtlpItems.Count(request));
        }

        return batch;
    }

    /// <summary>All pieces as one message.</summary>
    internal static IMessage Parse(OtlpBytes batch)
    {
        using var bytes = new MemoryStream();
        for (int i = 0; i < batch.PieceCount; i++)
        {
            bytes.Write(batch[i].Span);
        }

        return GoogleParser.TryParse(batch.Signal, bytes.ToArray())!;
    }
}
