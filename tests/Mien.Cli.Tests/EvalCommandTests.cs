namespace Mien.Cli.Tests;

public sealed class EvalCommandTests
{
    [Theory]
    [InlineData("--pairs", "0")]
    [InlineData("--paste", "none")]
    [InlineData("--estimator", "/no/such/estimator.safetensors")]
    [InlineData("--seed", "9223372036854775808")]
    [InlineData("--first", "9223372036854775808")]
    [InlineData("--chart", "/no/such/folder/eval.svg")]
    [InlineData("--steps", "0")]
    public void Eval_WithBadOption_IsTheCallersMistake(string option, string value)
        => CommandLine.Run(["eval", option, value]).ShouldBe(CommandLine.CallersMistake);
}
