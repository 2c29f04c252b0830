using Conversations.Threads;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Threads;

public sealed class TextFoldTests
{
    [Theory]
    [InlineData("  Arrêt !! 🛑 ", "arret")]
    [InlineData("Arre\u0302t", "arret")]
    [InlineData("don't", "dont")]
    [InlineData("Don’t", "dont")]
    [InlineData("n'écrivez", "n ecrivez")]
    [InlineData("ＳＴＯＰ！", "stop")]
    [InlineData("İPTAL ıptal", "iptal iptal")]
    [InlineData("Straße ÆØÅ łódź", "strasse aeoa lodz")]
    [InlineData("إِلْغَاءُ", "الغاء")]
    [InlineData("توقـــف", "توقف")]
    [InlineData("बंद करो।", "बंद करो")]
    [InlineData("ΔΙΑΓΡΑΦΉ", "διαγραφη")]
    [InlineData("退订。", "退订")]
    [InlineData("٣ ३", "3 3")]
    [InlineData("a\u200db ❤️", "ab")]
    [InlineData("👍🏽!?", "")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void Folding_leaves_the_words(string? text, string folded) => TextFold.Fold(text).ShouldBe(folded);

    [Fact]
    public void Folding_twice_changes_nothing()
    {
        foreach (var text in (string[])["Çığ ŞŞ É’t", "Ёлка й", "ὀδυσσεύς", "Việt Nam ơi", "Ǆ ß ŉ"])
        {
            var once = TextFold.Fold(text);
            TextFold.Fold(once).ShouldBe(once);
        }
    }
}
