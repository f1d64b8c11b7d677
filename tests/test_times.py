"""Times found in invented sentences of today's news: which words, which TIMEX3 value, which days."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.records import Time
from onrecord.resolve.times import find_times, interval_of, is_day_first, search
from onrecord.resolve.times.context import MOST_AFTER, MOST_BEFORE, Context
from onrecord.resolve.times.openings import WORD

PUBLISHED = "2025-03-12"
"""A Wednesday."""

# The words that are expected stand in brackets, which the text that is searched does not have.
CASES = (
    ("The minister said on [Tuesday] that he was sorry.", "DATE", "2025-03-11", "2025-03-11", "2025-03-11"),
    ("The minister said [Wednesday] that he was sorry.", "DATE", "2025-03-12", "2025-03-12", "2025-03-12"),
    ("Talks will resume on [Friday] in Geneva.", "DATE", "2025-03-14", "2025-03-14", "2025-03-14"),
    ("The team planned to leave Nairobi on [Thursday].", "DATE", "2025-03-13", "2025-03-13", "2025-03-13"),
    ("The court will rule [next Tuesday].", "DATE", "2025-03-18", "2025-03-18", "2025-03-18"),
    ("He was arrested [last Thursday].", "DATE", "2025-03-06", "2025-03-06", "2025-03-06"),
    ("The vote is on [this Friday].", "DATE", "2025-03-14", "2025-03-14", "2025-03-14"),
    ("Voters had queued since [early Monday].", "DATE", "2025-03-10", "2025-03-10", "2025-03-10"),
    ("Officials met on [Friday last week].", "DATE", "2025-03-07", "2025-03-07", "2025-03-07"),
    ("They marched on [Tuesday evening].", "TIME", "2025-03-11TEV", "2025-03-11", "2025-03-11"),
    ("She resigned [late in 2023].", "DATE", "2023", "2023-01-01", "2023-12-31"),
    ("Rain fell in [early March].", "DATE", "2025-03", "2025-03-01", "2025-03-31"),
    ("Growth slowed in [mid-2024].", "DATE", "2024", "2024-01-01", "2024-12-31"),
    ("The ban runs through [December].", "DATE", "2025-12", "2025-12-01", "2025-12-31"),
    ("Police raided the club [earlier this month].", "DATE", "2025-03", "2025-03-01", "2025-03-31"),
    ("Prices have risen over [the past few weeks].", "DURATION", "PXW", None, None),
    ("He has led the party for [the last two years].", "DURATION", "P2Y", "2023-03-12", "2025-03-12"),
    ("The vote is due [next year].", "DATE", "2026", "2026-01-01", "2026-12-31"),
    ("They met [last summer].", "DATE", "2024-SU", "2024-06-01", "2024-08-31"),
    ("It rained [this spring].", "DATE", "2025-SP", "2025-03-01", "2025-05-31"),
    ("She was born in [the spring of 2022].", "DATE", "2022-SP", "2022-03-01", "2022-05-31"),
    ("They hiked in [winter 2023].", "DATE", "2023-WI", "2023-12-01", "2024-02-29"),
    ("The strike began on 3 May 2024. [Two days later] the army moved in.", "DATE", "2024-05-05", "2024-05-05", "2024-05-05"),
    ("Profits fell in 2023. [A year earlier] they had doubled.", "DATE", "2022", "2022-01-01", "2022-12-31"),
    ("The bomb exploded on 1 February. [The following day] the prime minister resigned.", "DATE", "2025-02-02", "2025-02-02", "2025-02-02"),
    ("He left on 5 May 2024. [The next day] he came back.", "DATE", "2024-05-06", "2024-05-06", "2024-05-06"),
    ("He joined in 1998. [At the time], the firm was small.", "DATE", "1998", "1998-01-01", "1998-12-31"),
    ("He joined in 1998. [That year] it lost money.", "DATE", "1998", "1998-01-01", "1998-12-31"),
    ("She was hired in October 2021. [That month] the mine closed.", "DATE", "2021-10", "2021-10-01", "2021-10-31"),
    ("The plane crashed [three weeks ago].", "DATE", "2025-W08", "2025-02-17", "2025-02-23"),
    ("The minister quit [ten days ago].", "DATE", "2025-03-02", "2025-03-02", "2025-03-02"),
    ("He retired [a decade ago].", "DATE", "2015", "2015-01-01", "2015-12-31"),
    ("The firm was founded [several years ago].", "DATE", "PAST_REF", None, None),
    ("It was built in [the 1990s].", "DATE", "199", "1990-01-01", "1999-12-31"),
    ("In [the early nineties], few cared.", "DATE", "199", "1990-01-01", "1999-12-31"),
    ("The song came out in [the '80s].", "DATE", "198", "1980-01-01", "1989-12-31"),
    ("The mill closed in [the mid-1800s].", "DATE", "18", "1800-01-01", "1899-12-31"),
    ("Canals were dug in [the 19th century].", "DATE", "18", "1800-01-01", "1899-12-31"),
    ("Results for [FY2024] were weak.", "DATE", "2024", "2024-01-01", "2024-12-31"),
    ("Spending in [the 2024-25 financial year] rose.", "DATE", "2024/2025", "2024-01-01", "2025-12-31"),
    ("Two people died [overnight].", "TIME", "2025-03-12TNI", "2025-03-12", "2025-03-12"),
    ("The debate is [tonight].", "TIME", "2025-03-12TNI", "2025-03-12", "2025-03-12"),
    ("The minister spoke [this morning].", "TIME", "2025-03-12TMO", "2025-03-12", "2025-03-12"),
    ("The siren sounded [last night].", "TIME", "2025-03-11TNI", "2025-03-11", "2025-03-11"),
    ("He called [yesterday afternoon].", "TIME", "2025-03-11TAF", "2025-03-11", "2025-03-11"),
    ("He will call [tomorrow].", "DATE", "2025-03-13", "2025-03-13", "2025-03-13"),
    ("It was quiet [the day before yesterday].", "DATE", "2025-03-10", "2025-03-10", "2025-03-10"),
    ("She scored 20 goals in [the 2023-24 season].", "DATE", "2023/2024", "2023-01-01", "2024-12-31"),
    ("The budget for [2023/24] was cut.", "DATE", "2023/2024", "2023-01-01", "2024-12-31"),
    ("Fees rose in [the academic year 2023-24].", "DATE", "2023/2024", "2023-01-01", "2024-12-31"),
    ("Revenue rose in [the third quarter of 2024].", "DATE", "2024-Q3", "2024-07-01", "2024-09-30"),
    ("Revenue rose in [the first quarter].", "DATE", "2025-Q1", "2025-01-01", "2025-03-31"),
    ("Sales fell in [the first half of 2024].", "DATE", "2024-H1", "2024-01-01", "2024-06-30"),
    ("Sales rose in [H1 2025].", "DATE", "2025-H1", "2025-01-01", "2025-06-30"),
    ("The fair runs from [3] to 7 May.", "DATE", "2025-05-03", "2025-05-03", "2025-05-03"),
    ("The fair runs from 3 to [7 May].", "DATE", "2025-05-07", "2025-05-07", "2025-05-07"),
    ("The tour ran between March and [June 2024].", "DATE", "2024-06", "2024-06-01", "2024-06-30"),
    ("The [1914]-1918 war shaped him.", "DATE", "1914", "1914-01-01", "1914-12-31"),
    ("The 1914-[1918] war shaped him.", "DATE", "1918", "1918-01-01", "1918-12-31"),
    ("It is open [May 3]-7.", "DATE", "2025-05-03", "2025-05-03", "2025-05-03"),
    ("It is open May 3-[7].", "DATE", "2025-05-07", "2025-05-07", "2025-05-07"),
    ("They meet [every Monday].", "SET", "XXXX-WXX-1", None, None),
    ("They train [daily].", "SET", "P1D", None, None),
    ("They train [twice a week].", "SET", "P1W", None, None),
    ("The report is published [annually].", "SET", "P1Y", None, None),
    ("It happens [each year].", "SET", "P1Y", None, None),
    ("They vote [every two years].", "SET", "P2Y", None, None),
    ("Markets open on [Saturdays].", "SET", "XXXX-WXX-6", None, None),
    ("Bars fill up on [Sunday nights].", "SET", "XXXX-WXX-7TNI", None, None),
    ("The bus runs on [weekdays].", "SET", "XXXX-WXX-XX", None, None),
    ("The briefing is at [3 p.m. EST on Thursday].", "TIME", "2025-03-13T15:00-05:00", "2025-03-13", "2025-03-13"),
    ("The lander touched down at [15:00 GMT].", "TIME", "2025-03-12T15:00Z", "2025-03-12", "2025-03-12"),
    ("Patrols began at [0900 local time].", "TIME", "2025-03-12T09:00", "2025-03-12", "2025-03-12"),
    ("Trading opens at [09:00 on Monday, 17 March].", "TIME", "2025-03-17T09:00", "2025-03-17", "2025-03-17"),
    ("The treaty lapsed at [11:59pm on 31 December 2024].", "TIME", "2024-12-31T23:59", "2024-12-31", "2024-12-31"),
    ("The train left at [7.30pm].", "TIME", "2025-03-12T19:30", "2025-03-12", "2025-03-12"),
    ("He spoke at [4 o'clock in the afternoon].", "TIME", "2025-03-12T16:00", "2025-03-12", "2025-03-12"),
    ("It began at [noon on Monday].", "TIME", "2025-03-10T12:00", "2025-03-10", "2025-03-10"),
    ("The results come on [Tuesday at 9 a.m.].", "TIME", "2025-03-18T09:00", "2025-03-18", "2025-03-18"),
    ("They open on [Christmas Eve].", "DATE", "2025-12-24", "2025-12-24", "2025-12-24"),
    ("They closed on [New Year’s Day].", "DATE", "2025-01-01", "2025-01-01", "2025-01-01"),
    ("They will march on [Labor Day].", "DATE", "2025-09-01", "2025-09-01", "2025-09-01"),
    ("The law passed on [Boxing Day 2024].", "DATE", "2024-12-26", "2024-12-26", "2024-12-26"),
    ("It was signed on [2024-11-05].", "DATE", "2024-11-05", "2024-11-05", "2024-11-05"),
    ("It was signed at [2024-11-05T15:30:00+01:00].", "TIME", "2024-11-05T15:30:00+01:00", "2024-11-05", "2024-11-05"),
    ("It was signed on [3/4/2025].", "DATE", "2025-04-03", "2025-04-03", "2025-04-03"),
    ("It was signed on [5th February 2024].", "DATE", "2024-02-05", "2024-02-05", "2024-02-05"),
    ("The [Sept. 11, 2001], attacks changed the city.", "DATE", "2001-09-11", "2001-09-11", "2001-09-11"),
    ("The treaty was signed on [Jan. 5].", "DATE", "2025-01-05", "2025-01-05", "2025-01-05"),
    ("The next hearing is on [April 2].", "DATE", "2025-04-02", "2025-04-02", "2025-04-02"),
    ("The hearing was set for [the 14th].", "DATE", "2025-03-14", "2025-03-14", "2025-03-14"),
    ("He arrived on [the 3rd of May].", "DATE", "2025-05-03", "2025-05-03", "2025-05-03"),
    ("The concert was on [Sunday 2nd March].", "DATE", "2025-03-02", "2025-03-02", "2025-03-02"),
    ("He fled on [the morning of 5 June 2024].", "TIME", "2024-06-05TMO", "2024-06-05", "2024-06-05"),
    ("He spent [six months] in jail.", "DURATION", "P6M", None, None),
    ("It took him [a decade] to pay.", "DURATION", "P10Y", None, None),
    ("He went on a [five-day] trip.", "DURATION", "P5D", None, None),
    ("They waited for [many years].", "DURATION", "PXY", None, None),
    ("The truce lasted [two and a half hours].", "DURATION", "PT2H30M", None, None),
    ("He waited [half an hour].", "DURATION", "PT30M", None, None),
    ("They queued for [hours].", "DURATION", "PTXH", None, None),
    ("The [decades-long] feud ended.", "DURATION", "PXY", None, None),
    ("The strike lasted [two to three weeks].", "DURATION", "P2W", None, None),
    ("In [recent months], rents rose.", "DURATION", "PXM", None, None),
    ("Rates will fall in [the coming weeks].", "DURATION", "PXW", None, None),
    ("He will decide in [the next 48 hours].", "DURATION", "PT48H", None, None),
    ("The club is [now] closed.", "DATE", "PRESENT_REF", None, None),
    ("He [recently] moved to Accra.", "DATE", "PAST_REF", None, None),
    ("Nobody knows [the future].", "DATE", "FUTURE_REF", None, None),
    ("[One day] he will return.", "DATE", "FUTURE_REF", None, None),
    ("In [the past], he was kind.", "DATE", "PAST_REF", None, None),
    ("In [October], the firm will open a plant.", "DATE", "2025-10", "2025-10-01", "2025-10-31"),
    ("In [October], the firm opened a plant.", "DATE", "2024-10", "2024-10-01", "2024-10-31"),
    ("She returns home in [May].", "DATE", "2025-05", "2025-05-01", "2025-05-31"),
    ("The talks were moved to [mid-June].", "DATE", "2025-06", "2025-06-01", "2025-06-30"),
    ("He was elected in [November last year].", "DATE", "2024-11", "2024-11-01", "2024-11-30"),
    ("He was arrested [last May].", "DATE", "2024-05", "2024-05-01", "2024-05-31"),
    ("By [the weekend], storms are expected.", "DATE", "2025-W11-WE", "2025-03-15", "2025-03-16"),
    ("Over [the weekend], storms hit Kenya.", "DATE", "2025-W10-WE", "2025-03-08", "2025-03-09"),
    ("Sales peaked at [year-end].", "DATE", "2024-12-31", "2024-12-31", "2024-12-31"),
    ("He left at [the end of 2023].", "DATE", "2023", "2023-01-01", "2023-12-31"),
    ("The bank fell in [nineteen ninety-six].", "DATE", "1996", "1996-01-01", "1996-12-31"),
    ("Oil fell in [the 12 months] to January.", "DURATION", "P12M", "2024-02-01", "2025-01-31"),
    ("Prices will rise [next week].", "DATE", "2025-W12", "2025-03-17", "2025-03-23"),
    ("He was held [earlier in the week].", "DATE", "2025-W11", "2025-03-10", "2025-03-16"),
    ("He is running against her in the primary on [Tuesday].", "DATE", "2025-03-18", "2025-03-18", "2025-03-18"),
    ("He was endorsed by a rival, and Gov. Ada Obi praised him on [Friday].", "DATE", "2025-03-07", "2025-03-07", "2025-03-07"),
    ("Officials are scrambling to write a plan by [the fall].", "DATE", "2025-FA", "2025-09-01", "2025-11-30"),
    ("Mr Ba told Fox News on [Sunday] that he was sorry.", "DATE", "2025-03-09", "2025-03-09", "2025-03-09"),
    ("He fled [a day] after the attack.", "DURATION", "P1D", None, None),
    ("[Days] after the vote, he fled.", "DURATION", "PXD", None, None),
    ("[Minutes later], the bomb went off.", "DURATION", "PTXM", None, None),
    ("Troops left, and [hours later] the city fell.", "DURATION", "PTXH", None, None),
    ("It was the worst flood in [decades].", "DURATION", "PXY", None, None),
    ("Snow will fall in [the next twenty-four hours].", "DURATION", "PT24H", None, None),
    ("He was jailed for [two years and three months].", "DURATION", "P2Y3M", None, None),
    ("The flight took [one hour and 20 minutes].", "DURATION", "PT1H20M", None, None),
    ("It took [two hours, 15 minutes].", "DURATION", "PT2H15M", None, None),
    ("The rock is [65 million years] older.", "DURATION", "P65000000Y", None, None),
    ("It ended [a year and a half ago].", "DATE", "2023-09", "2023-09-01", "2023-09-30"),
    ("It ended [18 months ago].", "DATE", "2023-09", "2023-09-01", "2023-09-30"),
    ("[Thirty years ago today], the siege ended.", "DATE", "1995-03-12", "1995-03-12", "1995-03-12"),
    ("He was shot [a year ago today].", "DATE", "2024-03-12", "2024-03-12", "2024-03-12"),
    ("They met [a week ago Sunday].", "DATE", "2025-03-09", "2025-03-09", "2025-03-09"),
    ("It was a port [a long time ago].", "DATE", "PAST_REF", None, None),
    ("They left [long ago].", "DATE", "PAST_REF", None, None),
    ("He spoke [earlier in the day].", "DATE", "2025-03-12", "2025-03-12", "2025-03-12"),
    ("He dined with friends [the night before].", "TIME", "2025-03-11TNI", "2025-03-11", "2025-03-11"),
    ("He was gone [the next morning].", "TIME", "2025-03-13TMO", "2025-03-13", "2025-03-13"),
    ("The party won in 1984. [That night], they danced.", "TIME", "1984-XX-XXTNI", None, None),
    ("The show starts at [eight o'clock tonight].", "TIME", "2025-03-12T20:00", "2025-03-12", "2025-03-12"),
    ("He left at [nine thirty this morning].", "TIME", "2025-03-12T09:30", "2025-03-12", "2025-03-12"),
    ("He will speak at [eight-thirty p.m.].", "TIME", "2025-03-12T20:30", "2025-03-12", "2025-03-12"),
    ("The last vote was cast at [2:30 the next day].", "TIME", "2025-03-13T02:30", "2025-03-13", "2025-03-13"),
    ("It passed on [January fifteenth, nineteen ninety-one].", "DATE", "1991-01-15", "1991-01-15", "1991-01-15"),
    ("He was born in [two thousand and one].", "DATE", "2001", "2001-01-01", "2001-12-31"),
    ("[The last winter] was mild.", "DATE", "2024-WI", "2024-12-01", "2025-02-28"),
    ("Since [August], the currency has lost half its value.", "DATE", "2024-08", "2024-08-01", "2024-08-31"),
    ("Since [Friday], talks have stalled.", "DATE", "2025-03-07", "2025-03-07", "2025-03-07"),
    ("He leaves for Baghdad on [Thursday].", "DATE", "2025-03-13", "2025-03-13", "2025-03-13"),
    ("The trial begins in London on [Monday].", "DATE", "2025-03-17", "2025-03-17", "2025-03-17"),
    ("The festival got off to a bright start on [Saturday].", "DATE", "2025-03-08", "2025-03-08", "2025-03-08"),
    ("Shares had gained by the close on [Friday].", "DATE", "2025-03-07", "2025-03-07", "2025-03-07"),
    ("The talks start on [Friday].", "DATE", "2025-03-14", "2025-03-14", "2025-03-14"),
    ("She is meeting ministers in Geneva on [Friday].", "DATE", "2025-03-14", "2025-03-14", "2025-03-14"),
    ("He is edging closer to the nomination after his win [Saturday].", "DATE", "2025-03-08", "2025-03-08", "2025-03-08"),
    ("The winner will almost certainly be decided at the convention in [July].", "DATE", "2025-07", "2025-07-01", "2025-07-31"),
    ("They will fight on at a contested convention in [July].", "DATE", "2025-07", "2025-07-01", "2025-07-31"),
    ("The court heard the case in [April].", "DATE", "2024-04", "2024-04-01", "2024-04-30"),
    ("The minister said the vote in [April] would be close.", "DATE", "2025-04", "2025-04-01", "2025-04-30"),
    ("The rule will take effect on [Jan. 20].", "DATE", "2026-01-20", "2026-01-20", "2026-01-20"),
    ("Sales in January 2025 rose 5 percent from [a year earlier].", "DATE", "2024-01", "2024-01-01", "2024-01-31"),
    ("The fair was held [this weekend] in Nairobi.", "DATE", "2025-W11-WE", "2025-03-15", "2025-03-16"),
    ("The towers fell in the [Sept. 11] attacks.", "DATE", "2001-09-11", "2001-09-11", "2001-09-11"),
    ("Sales rose in [the week] ended 1 March.", "DURATION", "P1W", "2025-02-23", "2025-03-01"),
    ("He said that [this year] is harder.", "DATE", "2025", "2025-01-01", "2025-12-31"),
    ("The agency reported that orders fell in [December 2024].", "DATE", "2024-12", "2024-12-01", "2024-12-31"),
    ("The board will meet [early next year].", "DATE", "2026", "2026-01-01", "2026-12-31"),
    ("He quit [late last month].", "DATE", "2025-02", "2025-02-01", "2025-02-28"),
    ("The index fell in [February].", "DATE", "2025-02", "2025-02-01", "2025-02-28"),
    ("Trading resumed [Monday].", "DATE", "2025-03-10", "2025-03-10", "2025-03-10"),
    ("The airline plans to resume flights [Monday].", "DATE", "2025-03-17", "2025-03-17", "2025-03-17"),
    ("A hearing is set for [20 November].", "DATE", "2025-11-20", "2025-11-20", "2025-11-20"),
    ("The law takes effect on [1 April].", "DATE", "2025-04-01", "2025-04-01", "2025-04-01"),
    ("He served until [1979].", "DATE", "1979", "1979-01-01", "1979-12-31"),
    ("In [the late 1970s], oil prices soared.", "DATE", "197", "1970-01-01", "1979-12-31"),
    ("The [10-year] bond yields 4 percent.", "DURATION", "P10Y", None, None),
    ("[Three-month] bills yielded 7 percent.", "DURATION", "P3M", None, None),
    ("The note matures in [90 days].", "DURATION", "P90D", None, None),
    ("The talks lasted [less than an hour].", "DURATION", "PT1H", None, None),
    ("In [fiscal 2026], sales should rise.", "DATE", "2026", "2026-01-01", "2026-12-31"),
    ("In [the fourth quarter of 2024] it lost $2m.", "DATE", "2024-Q4", "2024-10-01", "2024-12-31"),
    ("By [the end of last month], 400 had died.", "DATE", "2025-02", "2025-02-01", "2025-02-28"),
    ("The law of [1973] made it a crime.", "DATE", "1973", "1973-01-01", "1973-12-31"),
    ("The bombings [a week ago] killed 257.", "DATE", "2025-W10", "2025-03-03", "2025-03-09"),
    ("The bomb exploded at [10:35 a.m. Tuesday].", "TIME", "2025-03-11T10:35", "2025-03-11", "2025-03-11"),
    ("The plane landed at [0730 GMT].", "TIME", "2025-03-12T07:30Z", "2025-03-12", "2025-03-12"),
    ("He will fly to Paris [next Wednesday].", "DATE", "2025-03-19", "2025-03-19", "2025-03-19"),
    ("In [the past 24 hours] ten people died.", "DURATION", "PT24H", None, None),
    ("He was shot [nearly 30 years ago].", "DATE", "1995", "1995-01-01", "1995-12-31"),
    ("It happened [a couple of months ago].", "DATE", "2025-01", "2025-01-01", "2025-01-31"),
    ("It happened [several hours ago].", "DATE", "PAST_REF", None, None),
    ("It is the worst flood in [40 years].", "DURATION", "P40Y", None, None),
    ("It came [less than a month] after the vote.", "DURATION", "P1M", None, None),
    ("The [nine-day] trip ended on Sunday.", "DURATION", "P9D", None, None),
    ("They meet [each Thursday].", "SET", "XXXX-WXX-4", None, None),
    ("They meet [every summer].", "SET", "XXXX-SU", None, None),
    ("The programme is on [Sunday mornings].", "SET", "XXXX-WXX-7TMO", None, None),
    ("It costs more [every other week].", "SET", "P2W", None, None),
    ("We will know within [hours].", "DURATION", "PTXH", None, None),
    ("The fire began [around 2 a.m. Tuesday].", "TIME", "2025-03-11T02:00", "2025-03-11", "2025-03-11"),
    ("Polls close at [8 p.m. EDT].", "TIME", "2025-03-12T20:00-04:00", "2025-03-12", "2025-03-12"),
    ("It may end as soon as [tomorrow].", "DATE", "2025-03-13", "2025-03-13", "2025-03-13"),
    ("The talks ended [early on Tuesday].", "DATE", "2025-03-11", "2025-03-11", "2025-03-11"),
    ("Police raided the house [late Tuesday night].", "TIME", "2025-03-11TNI", "2025-03-11", "2025-03-11"),
    ("He fled [the following year].", "DATE", "2026", "2026-01-01", "2026-12-31"),
    ("It lasted [an hour and a half].", "DURATION", "PT1H30M", None, None),
    ("It lasted [half a century].", "DURATION", "P50Y", None, None),
    ("In [the nineteen eighties] many banks failed.", "DATE", "198", "1980-01-01", "1989-12-31"),
    ("On [February sixth] the talks broke down.", "DATE", "2025-02-06", "2025-02-06", "2025-02-06"),
    ("[Centuries ago] it was a port.", "DATE", "PAST_REF", None, None),
    ("The 1992-[1995] war ended there.", "DATE", "1995", "1995-01-01", "1995-12-31"),
    ("He could not be reached for comment [Monday].", "DATE", "2025-03-10", "2025-03-10", "2025-03-10"),
    ("It could not have gone worse on [Sunday].", "DATE", "2025-03-09", "2025-03-09", "2025-03-09"),
    ("He may have left on [Monday].", "DATE", "2025-03-10", "2025-03-10", "2025-03-10"),
    ("“We’ll be meeting on [Friday],” she said.", "DATE", "2025-03-14", "2025-03-14", "2025-03-14"),
    ("A gale tore through the roof on [Friday].", "DATE", "2025-03-07", "2025-03-07", "2025-03-07"),
    ("They have given him until [Monday] to pay.", "DATE", "2025-03-17", "2025-03-17", "2025-03-17"),
    ("At a rally on [Thursday], Mr Ba promised to cut taxes.", "DATE", "2025-03-06", "2025-03-06", "2025-03-06"),
    ("He promised to cut taxes on [Thursday].", "DATE", "2025-03-13", "2025-03-13", "2025-03-13"),
    ("She agreed to a meeting on [Sunday], her office said.", "DATE", "2025-03-09", "2025-03-09", "2025-03-09"),
    ("The ministers were to sign it on [Tuesday].", "DATE", "2025-03-11", "2025-03-11", "2025-03-11"),
    ("The results of [Tuesday]'s vote could change that.", "DATE", "2025-03-11", "2025-03-11", "2025-03-11"),
    ("The ministers will sign it on [Tuesday].", "DATE", "2025-03-18", "2025-03-18", "2025-03-18"),
    ("He is likely to win [Friday]'s vote.", "DATE", "2025-03-14", "2025-03-14", "2025-03-14"),
    ("They lost by 31 runs in [Tuesday]'s final.", "DATE", "2025-03-11", "2025-03-11", "2025-03-11"),
    ("Castleby go to Northwick on [Saturday].", "DATE", "2025-03-15", "2025-03-15", "2025-03-15"),
    ("The school will remain closed till [Monday].", "DATE", "2025-03-17", "2025-03-17", "2025-03-17"),
    ("A road could [one day] reach the sea.", "DATE", "FUTURE_REF", None, None),
    ("They invited her to speak in [April].", "DATE", "2025-04", "2025-04-01", "2025-04-30"),
    ("It moved staff to the mills that reopen in [April].", "DATE", "2025-04", "2025-04-01", "2025-04-30"),
    ("Unemployment rose to a record in [April].", "DATE", "2024-04", "2024-04-01", "2024-04-30"),
    ("The mill will shut in [September].", "DATE", "2025-09", "2025-09-01", "2025-09-30"),
    ("They agreed to buy the bank in [April].", "DATE", "2025-04", "2025-04-01", "2025-04-30"),
    ("The law takes effect in [the middle of next year].", "DATE", "2026", "2026-01-01", "2026-12-31"),
    ("The firm had 300 shops at [year-end 2023].", "DATE", "2023-12-31", "2023-12-31", "2023-12-31"),
    ("For the year ended [30 April], it lost $2m.", "DATE", "2024-04-30", "2024-04-30", "2024-04-30"),
    ("As of [April 30], it had 300 shops.", "DATE", "2024-04-30", "2024-04-30", "2024-04-30"),
    ("It earned $2m in [the quarter] that ended in June 2024.", "DATE", "2024-Q2", "2024-04-01", "2024-06-30"),
    ("It earned $2m in [the fiscal year] ended Dec. 31.", "DATE", "2024", "2024-01-01", "2024-12-31"),
    ("[First-half] profit will rise.", "DATE", "2025-H1", "2025-01-01", "2025-06-30"),
    ("The firm reported [second-half] sales of $2m.", "DATE", "2024-H2", "2024-07-01", "2024-12-31"),
    ("Sales fell in [the last half of 2024].", "DATE", "2024-H2", "2024-07-01", "2024-12-31"),
    ("He wants it done by [the end of the decade].", "DATE", "202", "2020-01-01", "2029-12-31"),
    ("Canals were dug in [the 18th] and 19th centuries.", "DATE", "17", "1700-01-01", "1799-12-31"),
    ("Canals were dug in the 18th and [19th centuries].", "DATE", "18", "1800-01-01", "1899-12-31"),
    ("The siren went off at 9:30 a.m. local time ([0730 GMT]).", "TIME", "2025-03-12T07:30Z", "2025-03-12", "2025-03-12"),
    ("Orders fell 2 percent in June 2024. Exports rose in [the month].", "DATE", "2024-06", "2024-06-01", "2024-06-30"),
    ("The barn burned down on Sunday. Police were called [about 2 a.m.], he said.", "TIME", "2025-03-09T02:00", "2025-03-09", "2025-03-09"),
    ("The barn burned down on Sunday. He will speak at [2 p.m.] in Nairobi.", "TIME", "2025-03-12T14:00", "2025-03-12", "2025-03-12"),
)  # fmt: skip

NO_TIMES = (
    "The 61-year-old man, 34 years old, was aged 12.",
    "Theresa May said April Jones met June Smith and August Wilson.",
    "Mr May told Mrs March that they may march on the capital.",
    "The second man and a second woman paid £1,984.",
    "Call 0800 555 2024 or 020 7946 1998.",
    "It ended 2-1, then 3-0, and 15-13 in the end.",
    "He told the Sunday Times and the Mail on Sunday.",
    "He wrote for the Sunday Mirror and 7 Days.",
    "He scored in the second half and did well with the quarter of young voters.",
    "Flight 1998 left gate 12 and Room 1984 was empty.",
    "About 2000 people and 1950 troops came.",
    "He is in his 60s and she is in her late 40s.",
    "The price fell to 1,984 dollars and 2,023 jobs went.",
    "The fall of the wall, and prices spring back.",
    "She earns £12 an hour and works 40 hours a week.",
    "At the same time, the most recent figures were poor.",
    "Easter Island is far, and the Christmas tree fell.",
    "It may rain; the March for Our Lives went on.",
    "About three-quarters agree, and so does Fox News Sunday.",
    "It was not that long ago, in a 2000 year old town.",
)

RELATIVE = (
    ("He spoke on Tuesday.", "XXXX-WXX-2"),
    ("He spoke on 7 August.", "XXXX-08-07"),
    ("He spoke in May.", "XXXX-05"),
    ("He spoke last week.", None),
    ("He spoke yesterday.", None),
    ("He spoke in the third quarter.", "XXXX-Q3"),
    ("He spoke last summer.", "XXXX-SU"),
)

INTERVALS = (
    ("2025-03-04", "2025-03-04", "2025-03-04"),
    ("2025-02", "2025-02-01", "2025-02-28"),
    ("2024-12", "2024-12-01", "2024-12-31"),
    ("2024", "2024-01-01", "2024-12-31"),
    ("199", "1990-01-01", "1999-12-31"),
    ("19", "1900-01-01", "1999-12-31"),
    ("2025-W01", "2024-12-30", "2025-01-05"),
    ("2025-W10-WE", "2025-03-08", "2025-03-09"),
    ("2025-W10-2", "2025-03-04", "2025-03-04"),
    ("2025-Q4", "2025-10-01", "2025-12-31"),
    ("2025-H2", "2025-07-01", "2025-12-31"),
    ("2024-WI", "2024-12-01", "2025-02-28"),
    ("2023/2024", "2023-01-01", "2024-12-31"),
    ("2025-03-04TMO", "2025-03-04", "2025-03-04"),
    ("2025-03-04T15:00+01:00", "2025-03-04", "2025-03-04"),
)


def found(text: str, published: str | None = PUBLISHED) -> list[tuple[str, str | None]]:
    return [(time.text, time.value) for time in find_times(text, published=published)]


@pytest.mark.parametrize(("marked", "kind", "value", "first", "last"), CASES)
def test_times_are_found_and_read(
    marked: str, kind: str, value: str | None, first: str | None, last: str | None
) -> None:
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "").replace("]", "")
    times = {(time.start, time.end): time for time in find_times(text, published=PUBLISHED)}
    assert (start, end) in times, [time.text for time in times.values()]
    time = times[start, end]
    assert (time.type, time.value, time.from_, time.to) == (kind, value, first, last)


@pytest.mark.parametrize("text", NO_TIMES)
def test_what_only_looks_like_a_time_is_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(("text", "value"), RELATIVE)
def test_without_a_day_of_publication_nothing_is_invented(text: str, value: str | None) -> None:
    for published in (None, "", "yesterday", "2025-02-31"):
        (time,) = find_times(text, published=published)
        assert (time.value, time.from_, time.to) == (value, None, None)


@pytest.mark.parametrize(("value", "first", "last"), INTERVALS)
def test_an_interval_is_the_days_of_a_value(value: str, first: str, last: str) -> None:
    assert interval_of(value) == (first, last)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "P3D",
        "PT2H",
        "PXM",
        "PRESENT_REF",
        "XXXX-WXX-1",
        "1998-10-XX",
        "2025-02-31",
        "2025-13",
        "2025-W54",
        "2025-W10-9",
    ],
)
def test_a_value_without_days_has_no_interval(value: str | None) -> None:
    assert interval_of(value) == (None, None)


@pytest.mark.parametrize(
    "text", ["The deal of 31 February 2024 held.", "It was signed on 2024-02-30.", "It was signed on 31.02.2024."]
)
def test_a_day_that_the_calendar_lacks_has_no_value(text: str) -> None:
    (time,) = find_times(text, published=PUBLISHED)
    assert (time.value, time.from_, time.to) == (None, None, None)


def test_years_beyond_reason_are_left_out() -> None:
    assert found("In the year 99999 and in 20245 nothing happened.") == []
    assert found("It ended 99999999999 years ago.") == []


def test_a_numeric_day_follows_the_country() -> None:
    assert find_times("It opened on 3/4/2025.", published=None, day_first=False)[0].value == "2025-03-04"
    assert find_times("It opened on 13/4/2025.", published=None, day_first=False)[0].value == "2025-04-13"


@pytest.mark.parametrize(
    ("url", "text", "expected"),
    [
        ("https://www.bbc.co.uk/news/1", "", True),
        ("https://www.thehindu.com/news", "It opened on 3 April, and on 4 May.", True),
        ("https://edition.example.com/a", "WASHINGTON, March 4, 2025. It opened on 3/4/2025.", False),
        ("https://www.state.gov/x", "", False),
        ("https://news.example.us/x", "", False),
        ("https://news.example.us/x", "It opened on 31/12/2024.", True),
        ("https://www.standardmedia.co.ke/", "It opened on 12/31/2024.", False),
        (None, "", True),
        ("http://[broken", "", True),
    ],
)
def test_the_order_of_numbers_is_told_by_domain_and_text(url: str | None, text: str, expected: bool) -> None:  # noqa: FBT001
    assert is_day_first(url, text) is expected


def test_only_the_stretches_are_searched() -> None:
    text = "On Monday it rained. On Tuesday it snowed. On Friday it froze."
    second = (text.index("On Tuesday"), text.index("On Friday"))
    times = find_times(text, published=PUBLISHED, stretches=[second])
    assert [time.text for time in times] == ["Tuesday"]
    assert find_times(text, published=PUBLISHED, stretches=[(0, 21), second])[1] == times[0]


def test_the_ends_of_sentences_bound_the_tense() -> None:
    text = "Dr. Ba will travel. Talks on Friday failed"
    assert find_times(text, published=PUBLISHED, ends=[19])[0].value == "2025-03-07"


def test_ranges_of_days_and_years_have_two_ends() -> None:
    assert found("He works from Monday to Wednesday.") == [("Monday", "2025-03-10"), ("Wednesday", "2025-03-12")]
    assert found("It ran from November 2023 to 2 March 2024.") == [
        ("November 2023", "2023-11"),
        ("2 March 2024", "2024-03-02"),
    ]


def test_the_quarter_spoken_of_is_the_one_a_year_ago() -> None:
    text = "Profit rose in the third quarter of 2024. It made $2m, up from $1m a year ago."
    assert found(text)[1] == ("a year ago", "2023-Q3")


def test_a_year_earlier_is_the_year_before_after_a_longer_stretch_than_a_quarter() -> None:
    text = (
        "Profit in the third quarter of 2024 rose to $3m from $2m a year earlier. In the first nine months, it made $9m,"
        " against $8m a year earlier. The year-ago results had a charge. The latest quarter had none."
    )
    assert [value for _, value in found(text)] == ["2024-Q3", "2023-Q3", "P9M", "2023", "2023", "2024-Q3"]


def test_a_year_earlier_is_as_fine_as_the_time_of_the_sentence() -> None:
    assert found("In fiscal 2023, it made $1m, up from $0.5m a year earlier.")[1] == ("a year earlier", "2022")
    assert found("Orders in January 2024 rose 3 percent from a year ago.")[1] == ("a year ago", "2023-01")


def test_a_quarter_of_the_year_before_is_only_compared_with() -> None:
    text = "Profit rose in the third quarter of 2024. In the third quarter of 2023, it fell. In the latest quarter, costs rose."
    assert [value for _, value in found(text)] == ["2024-Q3", "2023-Q3", "2024-Q3"]


def test_what_figures_are_compared_with_is_no_anchor() -> None:
    text = "It had 20 shops in 2010, up from 10 a decade earlier, and opened 30 more five years later."
    assert [value for _, value in found(text)] == ["2010", "2000", "2015"]


def test_a_datetime_of_publication_counts_as_its_day() -> None:
    assert found("He spoke today.", "2025-03-12T23:30:00+01:00") == [("today", "2025-03-12")]


PIECES = st.sampled_from(
    ["on Tuesday", "3 May", "the", "past", "two", "weeks", "2024", "'90s", "-", "/", "12", "99999", "next", "year", "Christmas", "a",
     "ago", "later", "p.m.", "10:30", "GMT", "early", "in", "Q3", "fiscal", "İ", "ß", "\n", "\n\n", ".", ",", "1/2", "½", "every", "May",
     "31 February", "0", "000", "decades", "the end of", "0001-01-01", "9999-12-31", "million years", "quarter", "season", "10000 months hence"]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=200), st.lists(PIECES, max_size=30).map(" ".join), st.lists(PIECES, max_size=30).map("".join)
)
PUBLICATIONS = st.sampled_from([None, "2025-03-12", "0001-01-01", "9999-12-31", "2024-02-29T10:00:00Z", "nonsense"])


@settings(deadline=None)
@given(TEXTS, PUBLICATIONS)
def test_spans_are_exact_in_order_and_apart(text: str, published: str | None) -> None:
    times = find_times(text, published=published)
    assert all(time.text == text[time.start : time.end] != "" for time in times)
    assert all(one.end <= other.start for one, other in pairwise(times))
    assert all((time.from_ is None) == (time.to is None) for time in times)
    for time in times:
        if time.from_ and time.to:
            assert date.fromisoformat(time.from_) <= date.fromisoformat(time.to)


@settings(deadline=None)
@given(
    TEXTS,
    st.lists(st.tuples(st.integers(0, 250), st.integers(0, 250)), max_size=4),
    st.lists(st.integers(0, 250), max_size=5),
)
def test_any_stretches_and_ends_are_taken(text: str, stretches: list[tuple[int, int]], ends: list[int]) -> None:
    times = find_times(text, published=PUBLISHED, stretches=stretches, ends=ends)
    assert all(isinstance(time, Time) and time.text == text[time.start : time.end] for time in times)


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_value_and_address_is_taken(text: str) -> None:
    first, last = interval_of(text)
    assert (first is None) == (last is None)
    assert is_day_first(text, text) in {True, False}


@pytest.mark.parametrize(
    "piece",
    [
        "The minister said on Tuesday that 20 people died in the past two weeks. ",
        "1 ",
        "the last ",
        "half a ",
        "1,",
        "Monday, ",
    ],
)
def test_work_grows_with_the_text_alone(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    places: list[int] = []
    longest = search._longest  # noqa: SLF001 - what is counted are the places that are tried

    def counted(*arguments: object) -> object:
        places.append(1)
        return longest(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(search, "_longest", counted)
    text = piece * 50
    find_times(text, published=PUBLISHED)
    assert len(places) <= len(WORD.findall(text))
    once = len(places)
    find_times(text + text, published=PUBLISHED)
    assert len(places) - once <= 2 * once + 1


def test_what_is_read_around_a_time_is_bounded() -> None:
    text = "he said " * 1000 + "on Tuesday" + " he said" * 1000
    context = Context(text, date(2025, 3, 12), day_first=True)
    assert len(context.before(8003)) <= MOST_BEFORE
    assert len(context.after(8010)) <= MOST_AFTER


def test_a_long_run_of_digits_is_no_time() -> None:
    assert found("7" * 100_000) == []
