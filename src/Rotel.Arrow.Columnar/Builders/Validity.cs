using System.Runtime.CompilerServices;
using Apache.Arrow;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Builders;

/// <summary>
/// The validity bitmap of a column that is being built. It exists only from the first null on: a column without
/// nulls never writes a bit. Given a <see cref="RowKinds"/>, it writes none at all and is computed when it is sealed.
/// </summary>
internal sealed class Validity(SlabPool pool, RowKinds? kinds = null, byte kind = 0) : IDisposable
{
    private readonly BitBuffer _bits = new(pool);
    private readonly bool _isWritten = kinds is null;
    private bool _hasNulls;

    /// <summary>Nulls among the first <paramref name="count"/> cells.</summary>
    public int NullCount(int count) =>
        _hasNulls ? count - _bits.SetCount : _isWritten ? 0 : count - kinds!.Count(kind);

    /// <summary>True when the cell holds a value.</summary>
    public bool IsValid(int index) => _isWritten ? !_hasNulls || _bits[index] : kinds!.Is(index, kind);

    /// <summary>One more valid cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Valid()
    {
        if (_hasNulls)
        {
            _bits.Append(true);
        }
    }

    /// <summary><paramref name="times"/> more valid cells.</summary>
    public void Valid(int times)
    {
        if (_hasNulls)
        {
            _bits.AppendRepeated(true, times);
        }
    }

    /// <summary><paramref name="times"/> more null cells behind <paramref name="count"/> cells.</summary>
    public void Nulls(int count, int times)
    {
        if (!_isWritten)
        {
            return;
        }

        if (!_hasNulls)
        {
            _hasNulls = true;
            _bits.AppendRepeated(true, count);
        }

        _bits.AppendRepeated(false, times);
    }

    /// <summary>Back to the first <paramref name="count"/> cells.</summary>
    public void Truncate(int count)
    {
        if (_hasNulls && count < _bits.Count)
        {
            _bits.Truncate(count);
        }
    }

    /// <summary>The bitmap, or an empty buffer when there is no null; ready for the next batch.</summary>
    public ArrowBuffer Seal(SealContext context)
    {
        if (!_isWritten)
        {
            return kinds!.Bitmap(kind, context);
        }

        if (!_hasNulls)
        {
            return ArrowBuffer.Empty;
        }

        _hasNulls = false;
        return context.Move(_bits);
    }

    public void Dispose()
    {
        _bits.Dispose();
        _hasNulls = false;
    }
}
