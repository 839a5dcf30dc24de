using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.FromRecords;

/// <summary>
/// A batch that cannot be taken. Thrown and caught within the decoder of one batch; the message names payload type and
/// column, and is made for the sender's eyes.
/// </summary>
internal sealed class RecordsException : Exception
{
    /// <param name="status">What it means for batch and stream.</param>
    /// <param name="message">One line.</param>
    public RecordsException(RecordsStatus status, string message)
        : base(message) => Status = status;

    /// <param name="type">The table at fault.</param>
    /// <param name="column">The column at fault, a path with dots; null when it is the table as a whole.</param>
    /// <param name="reason">What is wrong.</param>
    public RecordsException(PayloadType type, string? column, string reason)
        : this(RecordsStatus.Refused, Describe(type, column, reason))
    {
    }

    /// <summary>What it means for batch and stream.</summary>
    public RecordsStatus Status { get; }

    /// <summary>"SPAN_ATTRS: column 'key': reason".</summary>
    public static string Describe(PayloadType type, string? column, string reason) =>
        column is null ? $"{PayloadTypes.NameOf(type)}: {reason}" : $"{PayloadTypes.NameOf(type)}: column '{column}': {reason}";
}
