using System.CommandLine;
using System.Text.RegularExpressions;

namespace Mien.Cli.Parsing;

/// <summary>An option that is a regular expression for names of files.</summary>
internal sealed class PatternOption : Option<Regex?>
{
    /// <param name="name">With its dashes.</param>
    public PatternOption(string name) : base(name)
    {
        HelpName = "pattern";
        CustomParser = argument =>
        {
            try
            {
                return new Regex(argument.Tokens[0].Value, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            }
            catch (ArgumentException e)
            {
                argument.AddError($"{name}: {e.Message}");
                return null;
            }
        };
    }
}
