using System.Text;

namespace Rotel.Arrow.Config.Reading;

/// <summary>One mistake of the person who configured the gateway. Never holds a secret.</summary>
/// <param name="Subject">The option and its variable, or the argument, that it is about.</param>
/// <param name="Problem">What is wrong, continuing the subject.</param>
/// <param name="Allowed">What would be right, if that can be said.</param>
/// <param name="Example">How to write it, if that can be said.</param>
public sealed record ConfigError(string Subject, string Problem, string? Allowed = null, string? Example = null)
{
    /// <summary>One to three lines: the mistake, what is allowed, an example.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(Subject).Append(": ").Append(Problem);
        if (Allowed is not null)
        {
            text.Append("\n  allowed: ").Append(Allowed);
        }

        if (Example is not null)
        {
            text.Append("\n  example: ").Append(Example);
        }

        return text.ToString();
    }
}
