using Rotel.Arrow.Pdata;

namespace Rotel.Arrow.Pipeline.Intake;

/// <summary>The batch that a shard is building, in one of the two forms. Used under the lock of its shard only.</summary>
internal abstract class OpenBatch
{
    /// <summary>Makes the batch of all that was appended and starts the next one. The caller owns the result.</summary>
    public abstract PdataBatch Seal();

    /// <summary>Frees everything; the open batch is empty and usable afterwards.</summary>
    public abstract void Discard();
}
