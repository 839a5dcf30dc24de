using System.Collections.Concurrent;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.FromRecords;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Otap;

/// <summary>
/// The decoders of all streams of a signal. A decoder holds builders and their dictionaries, some hundred kilobytes; a
/// stream needs one only while it decodes, so there are as many as streams decode at once.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class OtapDecoders(Signal signal, SlabPool pool) : IDisposable
{
    private const int MaxIdle = 8;

    private readonly ConcurrentStack<RecordsDecoder> _idle = new();

    /// <summary>A decoder for one batch; to be given back.</summary>
    internal RecordsDecoder Take() => _idle.TryPop(out RecordsDecoder? decoder) ? decoder : new RecordsDecoder(signal, pool);

    /// <summary>Takes a decoder back.</summary>
    internal void GiveBack(RecordsDecoder decoder)
    {
        if (_idle.Count < MaxIdle)
        {
            _idle.Push(decoder);
        }
        else
        {
            decoder.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_idle.TryPop(out RecordsDecoder? decoder))
        {
            decoder.Dispose();
        }
    }
}
