namespace Rotel.Arrow.Config.Values;

/// <summary>
/// Text that must not be printed: a password, a header value, a private key. Its <see cref="ToString"/>, and so that
/// of every record that holds it, is redacted; <see cref="Reveal"/> is called where the text is put to use.
/// </summary>
public readonly struct Secret : IEquatable<Secret>
{
    /// <summary>What stands for a secret wherever it would be printed.</summary>
    public const string Redacted = "<redacted>";

    private readonly string? _text;

    /// <summary>Wraps <paramref name="text"/>.</summary>
    public Secret(string text) => _text = text;

    /// <summary>The text itself. Never log it, never put it into a message.</summary>
    public string Reveal() => _text ?? "";

    /// <inheritdoc/>
    public override string ToString() => Redacted;

    /// <inheritdoc/>
    public bool Equals(Secret other) => string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Secret other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _text is null ? 0 : string.GetHashCode(_text, StringComparison.Ordinal);

    /// <summary>Same text.</summary>
    public static bool operator ==(Secret left, Secret right) => left.Equals(right);

    /// <summary>Different text.</summary>
    public static bool operator !=(Secret left, Secret right) => !left.Equals(right);
}
