namespace Rotel.Arrow.Exporters.Otlp;

/// <summary>
/// How far a batch has come that had to be split, kept from one attempt to the next: parts that the peer has taken are
/// not sent again. Parts go in order, so a count of items says it all.
/// </summary>
/// <param name="answer">Why it is split.</param>
/// <param name="bytes">Size of the batch.</param>
/// <remarks>One attempt at a time uses it.</remarks>
internal sealed class OtlpSendProgress(OtlpAnswer answer, long bytes)
{
    /// <summary>Items from the start of the batch whose fate is known.</summary>
    internal int DoneItems { get; private set; }

    /// <summary>Of these, the ones that are lost: refused, or too large alone.</summary>
    internal long RejectedItems { get; private set; }

    /// <summary>Items that the peer has.</summary>
    internal long DeliveredItems => Math.Max(0, DoneItems - RejectedItems);

    /// <summary>True once the peer took a part.</summary>
    internal bool HasAccepted { get; private set; }

    /// <summary>The last answer that cost items, or the one that began the splitting.</summary>
    internal OtlpAnswer LastRefusal { get; private set; } = answer;

    /// <summary>Single items refused one after the other by RESOURCE_EXHAUSTED that did not speak of size.</summary>
    internal int RefusedInARow { get; private set; }

    /// <summary>Smallest size in bytes that was too large.</summary>
    internal long TooLargeBytes { get; private set; } = bytes;

    internal void NoteTooLarge(long partBytes) => TooLargeBytes = Math.Min(TooLargeBytes, partBytes);

    internal void NoteAccepted(int items, in OtlpAnswer answer)
    {
        DoneItems += items;
        HasAccepted = true;
        RefusedInARow = 0;
        if (answer.RejectedItems > 0)
        {
            RejectedItems += answer.RejectedItems;
            LastRefusal = answer;
        }
    }

    internal void NoteRefused(int items, in OtlpAnswer answer)
    {
        DoneItems += items;
        RejectedItems += items;
        LastRefusal = answer;
        RefusedInARow = answer is { Kind: OtlpAnswerKind.TooLarge, IsAboutSize: false } ? RefusedInARow + 1 : 0;
    }
}
