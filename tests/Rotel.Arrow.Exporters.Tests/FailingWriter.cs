using System.Text;

namespace Rotel.Arrow.Exporters.Tests;

/// <summary>Output that fails, blocks, or works, as the test says.</summary>
internal sealed class FailingWriter : TextWriter
{
    private readonly StringWriter _text = new();

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>While set, every write throws it.</summary>
    public Exception? Failure { get; set; }

    /// <summary>While not set, writes wait.</summary>
    public ManualResetEventSlim Open { get; } = new(initialState: true);

    public string Text => _text.ToString();

    public override void Write(char value) => Write([value], 0, 1);

    public override void Write(char[] buffer, int index, int count)
    {
        Open.Wait();
        if (Failure is { } failure)
        {
            throw failure;
        }

        _text.Write(buffer, index, count);
    }

    public override void Write(string? value) => Write((value ?? "").ToCharArray(), 0, value?.Length ?? 0);
}
