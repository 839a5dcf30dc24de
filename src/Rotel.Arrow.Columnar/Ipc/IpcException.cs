namespace Rotel.Arrow.Columnar.Ipc;

/// <summary>An Arrow IPC message that was refused. The message is one line, made for the sender's eyes.</summary>
/// <param name="code">What kind of refusal.</param>
/// <param name="column">Path of the column, "resource.id", or null when no single column is at fault.</param>
/// <param name="reason">What is wrong, without the column.</param>
public sealed class IpcException(IpcErrorCode code, string? column, string reason)
    : Exception(column is null ? $"Arrow IPC: {reason}" : $"Arrow IPC: column '{column}': {reason}")
{
    /// <summary>What kind of refusal.</summary>
    public IpcErrorCode Code { get; } = code;

    /// <summary>Path of the column at fault, with dots between levels, or null.</summary>
    public string? Column { get; } = column;
}
