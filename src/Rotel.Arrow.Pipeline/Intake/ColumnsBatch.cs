using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.FromOtlp;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline.Intake;

/// <summary>An open batch of tables: requests are decoded straight into its columns.</summary>
internal sealed class ColumnsBatch(Signal signal, int maxItems, SlabPool pool, PdataConverter converter) : OpenBatch
{
    private OtapBatchBuilder? _builder;

    /// <summary>Decodes a request; unless it was appended, nothing changes. The bytes may be reused afterwards.</summary>
    public AppendResult Append(ReadOnlySpan<byte> request)
    {
        _builder ??= new OtapBatchBuilder(signal, pool) { MaxItems = maxItems };
        return _builder.Append(request);
    }

    /// <summary>Empties the tables, and keeps the dictionaries.</summary>
    public void Clear() => _builder?.Seal().Release();

    /// <inheritdoc/>
    public override PdataBatch Seal() => new(_builder!.Seal(), converter);

    /// <inheritdoc/>
    public override void Discard()
    {
        _builder?.Dispose();
        _builder = null;
    }
}
