using Conversations.Actors.Sending;
using Conversations.Contact;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Messages;
using Shouldly;
using Xunit;

namespace Conversations.Actors.Tests.Sending;

public sealed class ReactionsTests
{
    private const int TokenExpired = 190;
    private const int CountryBarred = 130497;
    private const int Throughput = 130429;
    private const int Reported = 131048;
    private const int TemplatePaused = 132015;

    private static readonly DateTimeOffset Noon = Wishes.Noon;

    [Fact]
    public void An_error_of_the_number_blocks_it_for_a_while_and_longer_when_it_comes_back()
    {
        var first = Reactions.OfNumber(new NumberHealth(), TokenExpired, Noon).Block!;
        first.Holds(Noon).ShouldBeTrue();
        first.Holds(first.Until!.Value).ShouldBeFalse();

        var again = Reactions.OfNumber(new NumberHealth { Block = first }, TokenExpired, first.Until.Value).Block!;

        again.Times.ShouldBe(2);
        (again.Until - again.At).ShouldBe(ErrorReactions.Of(TokenExpired).Delay(2));
    }

    [Fact]
    public void Errors_of_calls_made_before_the_block_do_not_prolong_it()
    {
        var first = Reactions.OfNumber(new NumberHealth(), TokenExpired, Noon);

        Reactions.OfNumber(first, TokenExpired, Noon.AddSeconds(1)).Block.ShouldBe(first.Block);
    }

    [Fact]
    public void What_the_platform_blocked_only_the_platform_lifts()
    {
        var blocked = Reactions.OfNumber(new NumberHealth(), new PlatformNotice.NumberBlocked(new NumberId("1000"), "banned"), Noon);
        var later = Reactions.OfNumber(blocked, TokenExpired, Noon.AddHours(1));

        later.Block!.Holds(Noon.AddYears(1)).ShouldBeTrue();
        Reactions.OfNumber(later, new PlatformNotice.NumberRestored(null), Noon.AddHours(2)).Block.ShouldBeNull();
    }

    [Fact]
    public void A_restriction_of_the_account_ends_when_the_platform_said()
    {
        var restricted = Reactions.OfAccount(new AccountHealth(), new PlatformNotice.AccountBlocked("restricted", Noon.AddHours(2)), Noon);
        restricted.Block!.Holds(Noon.AddHours(1)).ShouldBeTrue();
        restricted.Block.Holds(Noon.AddHours(2)).ShouldBeFalse();

        var gone = Reactions.OfAccount(new AccountHealth(), new PlatformNotice.AccountBlocked("the store took the app away"), Noon);
        Reactions.OfAccount(gone, new PlatformNotice.AccountBlocked("restricted", Noon.AddHours(2)), Noon).Block!.Holds(Noon.AddYears(1)).ShouldBeTrue();
    }

    [Fact]
    public void A_country_that_the_business_may_not_write_to_is_tried_once_a_day()
    {
        var account = Reactions.OfAccount(new AccountHealth(), new Effect.TellSender(new NumberId("1000"), CountryBarred, "cart", "en", "IN"), Noon);
        var wishes = new Wishes { Account = account }.Want("phone", to: "+919876543210").Want("user id", to: "IN.1349").Want("elsewhere", to: "+33612345678");

        wishes.Take().Select(grant => (grant.Want.TouchId, grant.Capacity.BarredCountry)).ShouldBe([("phone", "IN"), ("user id", "IN"), ("elsewhere", null)], ignoreOrder: true);
        wishes.Want("tomorrow", to: "+919876543210").Take(TimeSpan.FromDays(1).TotalSeconds).Single().Capacity.BarredCountry.ShouldBeNull();
        Reactions.OfAccount(account, new PlatformNotice.AccountRestored(), Noon).ShouldBe(new AccountHealth());
    }

    [Fact]
    public void A_lifted_ban_lifts_no_restriction_that_has_an_end_of_its_own()
    {
        PlatformNotice[] told = [new PlatformNotice.AccountBlocked("banned"), new PlatformNotice.TemplatesBlocked("restricted", Noon.AddDays(3)), new PlatformNotice.AccountUnblocked()];
        var barred = Reactions.OfAccount(new AccountHealth(), new Effect.TellSender(new NumberId("1000"), CountryBarred, "cart", "en", "IN"), Noon);
        var account = told.Aggregate(barred, (health, notice) => Reactions.OfAccount(health, notice, Noon));

        account.Block.ShouldBeNull();
        account.TemplateBlock!.Holds(Noon.AddDays(2)).ShouldBeTrue();
        account.BarredCountries.ShouldBe(barred.BarredCountries);
        Reactions.OfAccount(Reactions.OfAccount(account, new PlatformNotice.TemplatesBlocked("restricted"), Noon), new PlatformNotice.AccountUnblocked(), Noon).TemplateBlock.ShouldBeNull("nobody told its end");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_template_that_may_not_go_takes_a_slot_while_the_window_is_open_since_free_text_may(bool restricted)
    {
        var wishes = new Wishes();
        wishes = restricted ? wishes : wishes.Told("cart", TemplateStatus.Paused);
        wishes.Account = wishes.Account with { TemplateBlock = restricted ? new Block("restricted", Noon, Noon.AddDays(3), 1) : null };

        wishes.Want("one", to: "p", template: "cart").Take().Single().Capacity.TemplatesOnly.ShouldBe(restricted);
        wishes.Want("two", to: "p").Granted().ShouldBeEmpty();
    }

    [Fact]
    public void A_throughput_error_pauses_the_number_and_a_quality_error_its_marketing()
    {
        Reactions.OfNumber(new NumberHealth(), Throughput, Noon).PausedUntil.ShouldNotBeNull().ShouldBeGreaterThan(Noon);
        Reactions.OfNumber(new NumberHealth(), Reported, Noon).MarketingPausedUntil.ShouldNotBeNull().ShouldBeGreaterThan(Noon);
    }

    [Fact]
    public void A_template_error_pauses_that_language_of_it_only()
    {
        var told = new Effect.TellSender(new NumberId("1000"), TemplatePaused, "cart", "en");

        var account = Reactions.OfAccount(new AccountHealth(), told, Noon);
        account.Templates.ShouldHaveSingleItem().Status.ShouldBe(TemplateStatus.Paused);
        account.Templates[0].ResumesAt.ShouldBe(Noon.AddHours(3));

        Reactions.OfAccount(account, told, Noon.AddHours(1)).Templates[0].Pauses.ShouldBe(1, "it is the same pause");
        Reactions.OfAccount(account, told, Noon.AddHours(4)).Templates[0].ResumesAt.ShouldBe(Noon.AddHours(10), "the second lasts 6 h");
    }

    [Fact]
    public void The_synchronized_catalogue_is_the_whole_truth()
    {
        var account = new AccountHealth { Templates = [new TemplateHealth("gone", "en", TemplateStatus.Approved)] };

        var synchronized = Reactions.OfAccount(account, new PlatformNotice.Catalogue([("cart", "fr", TemplateStatus.Disabled), ("cart", "en", TemplateStatus.Approved)]), Noon);

        synchronized.Templates.Select(template => $"{template.Name}/{template.Language} {template.Status}").ShouldBe(["cart/en Approved", "cart/fr Disabled"]);
    }

    [Fact]
    public void A_template_whose_values_do_not_fit_rests_until_it_was_fetched_again()
    {
        var account = Reactions.OfAccount(new AccountHealth(), new Effect.TellSender(new NumberId("1000"), 132000, "cart", "en"), Noon);
        account.Templates.Single().Status.ShouldBe(TemplateStatus.Rejected);

        Reactions.OfAccount(account, new PlatformNotice.Catalogue([("cart", "en", TemplateStatus.Approved)]), Noon).Templates.Single().Status.ShouldBe(TemplateStatus.Approved);
    }

    [Fact]
    public void An_unlimited_portfolio_is_told_apart_from_an_unknown_one()
    {
        Reactions.OfAccount(new AccountHealth(), new PlatformNotice.LimitChanged(null), Noon).MessagingLimit.ShouldBe(int.MaxValue);
        Reactions.OfAccount(new AccountHealth(), new PlatformNotice.LimitChanged(250), Noon).MessagingLimit.ShouldBe(250);
    }

    [Fact]
    public void A_block_that_comes_back_hours_after_the_last_try_is_new_trouble()
    {
        var first = Reactions.OfNumber(new NumberHealth(), TokenExpired, Noon);

        Reactions.OfNumber(first, TokenExpired, first.Block!.Until!.Value.AddHours(2)).Block!.Times.ShouldBe(1);
    }

    [Fact]
    public void A_number_that_is_restored_sends_everything_again()
    {
        var paused = Reactions.OfNumber(Reactions.OfNumber(new NumberHealth(), Throughput, Noon), Reported, Noon);

        Reactions.OfNumber(paused, new PlatformNotice.NumberRestored(null), Noon).ShouldBe(new NumberHealth());
    }

    [Fact]
    public void While_marketing_is_paused_the_number_is_red_for_it_and_sends_the_rest()
    {
        var wishes = new Wishes().Want("marketing").Want("utility", Purpose.Utility);
        wishes.Sender.Health = Reactions.OfNumber(new NumberHealth(), Reported, Noon);
        var until = wishes.Sender.Health.MarketingPausedUntil!.Value;

        wishes.Take().Select(grant => (grant.Want.TouchId, grant.Capacity.Quality)).ShouldBe([("marketing", NumberQuality.Red), ("utility", NumberQuality.Red)], ignoreOrder: true);
        wishes.Want("later").Take((until - Noon).TotalSeconds).Single().Capacity.Quality.ShouldBe(NumberQuality.Green);
    }

    [Fact]
    public void A_pause_that_the_platform_tells_of_lasts_three_hours_unless_it_says_otherwise_before()
    {
        var paused = Reactions.OfAccount(new AccountHealth(), new PlatformNotice.TemplateChanged("cart", "en", TemplateStatus.Paused), Noon);
        paused.Templates.Single().ResumesAt.ShouldBe(Noon.AddHours(3));

        var resumed = Reactions.OfAccount(paused, new PlatformNotice.TemplateChanged("cart", "en", TemplateStatus.Approved), Noon.AddHours(1)).Templates.Single();
        (resumed.Status, resumed.ResumesAt).ShouldBe((TemplateStatus.Approved, null));
    }

    [Fact]
    public void A_retired_template_takes_no_other_along()
    {
        var all = Reactions.OfAccount(new AccountHealth(), new PlatformNotice.Catalogue([("cart", "en", TemplateStatus.Approved), ("cart", "fr", TemplateStatus.Approved), ("order", "en", TemplateStatus.Approved)]), Noon);

        Reactions.OfAccount(all, new Effect.TellSender(new NumberId("1000"), 132016, "cart", "en"), Noon).Templates.Select(known => $"{known.Name}/{known.Language} {known.Status}")
            .ShouldBe(["cart/en Disabled", "cart/fr Approved", "order/en Approved"]);
    }

    [Fact]
    public void The_state_of_a_template_in_one_language_says_nothing_of_another()
    {
        var wishes = new Wishes { Account = new AccountHealth { Templates = [new TemplateHealth("cart", "fr", TemplateStatus.Disabled), new TemplateHealth("cart", "en", TemplateStatus.Approved)] } };

        wishes.Want("one", template: "cart").Take().Single().Capacity.Template.ShouldBe(TemplateStatus.Approved);
    }
}
