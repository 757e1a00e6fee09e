"""Words of follow-up questions in both languages. Data: patterns and templates, no logic."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Target(StrEnum):
    """What kind of name an aspect is asked of."""

    REGISTER = "register"
    FIELD = "field"
    PERIPHERAL = "peripheral"


@dataclass(frozen=True, slots=True)
class Aspect:
    """Something that can be asked of a name, and the whole question for it."""

    pattern: re.Pattern[str]
    targets: tuple[Target, ...]
    """Kinds of names in the order in which they are likely meant."""
    english: str
    chinese: str


def _aspect(pattern: str, targets: tuple[Target, ...], english: str, chinese: str) -> Aspect:
    return Aspect(re.compile(pattern, re.IGNORECASE), targets, english, chinese)


REGISTER_FIRST = (Target.REGISTER, Target.PERIPHERAL)
FIELD_FIRST = (Target.FIELD, Target.REGISTER)
ASPECTS = (
    _aspect(
        r"(?:reset|default|initial|power-on)(?: val(?:ue)?| state)?"
        r"|(?:normal |usual )?value (?:after|on|at) (?:a )?reset"
        r"|(?:上电|复位|默认|初始|缺省)(?:值|后的值|后)?",
        (Target.REGISTER, Target.FIELD),
        "What is the reset value of {name}?",
        "{name} 的复位值是多少?",
    ),
    _aspect(
        r"(?:address )?offs(?:et)?|偏移(?:地址|量)?|地址偏移",
        (Target.REGISTER,),
        "What is the address offset of {name}?",
        "{name} 的偏移地址是多少?",
    ),
    _aspect(
        r"base(?: address)?|基地?址",
        (Target.PERIPHERAL, Target.REGISTER),
        "What is the base address of {name}?",
        "{name} 的基地址是多少?",
    ),
    _aspect(
        r"(?:abs(?:olute)? |full |complete )?addr(?:ess)?|(?:绝对|完整)?地址",
        REGISTER_FIRST,
        "What is the address of {name}?",
        "{name} 的地址是多少?",
    ),
    _aspect(
        r"interrupt(?: number| vector)?|irq(?: number)?|vector(?: number)?|中断(?:号|向量|编号)?",
        (Target.PERIPHERAL,),
        "What is the interrupt number of {name}?",
        "{name} 的中断号是多少?",
    ),
    _aspect(
        r"(?:bit )?positions?|bit numbers?|which bits?|位置|哪一?位|哪几位|位号|第几位"
        r"|bit ?几|占(?:哪)?几位",
        (Target.FIELD,),
        "Which bits does {name} take?",
        "{name} 位于哪几位?",
    ),
    _aspect(
        r"(?:which |what )?register|(?:在)?哪个寄存器(?:里|中)?",
        (Target.FIELD,),
        "Which register holds {name}?",
        "{name} 在哪个寄存器里?",
    ),
    _aspect(
        r"(?:bit ?)?fields?|bits|bit map|layout|位域|各个?位|字段|位定义",
        (Target.REGISTER,),
        "Which fields does the register {name} have?",
        "寄存器 {name} 有哪些字段?",
    ),
    _aspect(
        r"access(?: type| rights)?|read[ /-]?write|访问(?:属性|类型|权限)?|读写(?:属性)?",
        FIELD_FIRST,
        "What is the access type of {name}?",
        "{name} 的访问属性是什么?",
    ),
    _aspect(
        r"meaning|function|description|purpose|含义|作用|功能|描述|用途",
        FIELD_FIRST,
        "What is the function of {name}?",
        "{name} 的作用是什么?",
    ),
)
CORRECTION = re.compile(
    r"^\s*(?:(?:no|nope|nah|wrong(?: (?:chip|one|part|register|bit|field|pin))?|sorry|wait|oops"
    r"|h(?:ang|old) on|ah|ar?gh|ugh|oh|hm+"
    r"|(?:my |a )?(?:mistake|bad|typo)|scrap that|never ?mind|actually|correction)\b[\s,.:;!—–-]*"
    r"|(?:(?:and|but) )?(?:i|we) (?:actually |really |just )?(?:need|want)(?= .*\binstead\b)\s*"
    r"|(?:(?:and|but) )?(?:i|we)(?:'m| am| are)? (?:actually |really |just )?(?:mean|meant|said"
    r"|asked (?:about|for)|was asking about|talking about|wanted"
    r"|'m asking about|asking about)\b[\s,:]*"
    r"|(?:that|this|it|i) (?:should have (?:been|said)|should be|was (?:supposed|meant) to be)\b[\s,:]*"
    r"|(?:that(?:'s| is| was)|it(?:'s| is)) (?:not (?:it|right|what i (?:meant|asked))|wrong"
    r"|the wrong (?:chip|one|part|register))\b[\s,.:;!—–-]*"
    r"|not (?:that|this|the) (?:one|chip|register|part)?\b[\s,.:;!—–-]*"
    r"|[哦啊呃额哎唉嗯]+[\s,,。.、!!]*"
    r"|(?:不对|不是的|不是(?=[\s,,。.、!!])|[\u4e00-\u9fff]{0,4}(?:说|搞|弄|写|打|问|看|记)错(?:芯片|型号|寄存器)?了|错了|抱歉|对不起|等等|更正"
    r"|纠正一下)(?![一-鿿]*吗)[\s,,。.、::!!]*"
    r"|(?:我?(?:是说|想说|要的是|想要的是|想问的是|要问的是|说的是|指的是|的意思是|问的是|用的是)|应该是|其实是"
    r"|指的是|是(?=\s*[A-Za-z0-9]))[\s,,::]*)",
    re.IGNORECASE,
)
CORRECTED = re.compile(
    r"[\s,]*\b(?:i (?:mean|meant)|instead|rather)\W*$|[\s,,]*(?:才对|我是说|我的意思)\W*$", re.IGNORECASE
)
"""The same at the end."""
LEAD = re.compile(
    r"^\s*(?:(?:back|return(?:ing)?|going back) to\b\s*|(?:再)?回到\s*"
    r"|(?:is|are|does|would) (?:it|that|this|these|they) (?:be )?(?:also |then )?the same\s*(?=on|for"
    r"|in|with|\W|$)|(?:and|but|ok(?:ay)?|so|then|also|now|great|thanks|right|well|alright)\b[\s,.!]*"
    r"|(?:what|how) (?:about|of|if (?:it(?:'s| is)|i use|we use))(?: (?=on|for"
    r"|in|with|at)|\b\s*)"
    r"|(?:the )?same (?:question|thing|again)?\s*(?:but|please)?[\s,]*(?=on|for|in|with|at|\W|$)"
    r"|(?:那么?|然后|还有|另外|以及|再|好的|接着|同样)[\s,,]*"
    r"|(?:如果)?(?:换成|换到|换做|改成|改用|切换到)\s*|(?:如果是|对于|至于|关于|在)(?=\s*[A-Za-z0-9])\s*"
    r"|(?:同样的问题|同一个问题|同上)[\s,,::]*)",
    re.IGNORECASE,
)
TAIL = re.compile(
    r"\s*(?:的话)?(?:呢|怎么样|又如何|又是多少|是多少|是什么|是啥|又怎样|(?:也|是否|是不是)?(?:一样"
    r"|相同)(?:的)?吗?|也是吗"
    r"|如何)?\s*[??。.!!~]*\s*$"
    r"|\s*,?\s*(?:then|instead|please|as well|too|again)?\s*[?.!]*\s*$",
    re.IGNORECASE,
)
ELLIPTIC_TAIL = re.compile(r"(?:呢|的话|一样吗?|相同吗?)\s*[??。.!!~]*\s*$")
FILLER = re.compile(
    r"(?:\b(?:on|for|of|in|with|the|an?|my|our|chip|mcu|part|one|is|it|it's|its|what|what's|which|register|itself|same|question|thing|again|does|say|says|exactly|equivalent|counterpart"
    r"|bit|field|there|this|use|using|we|i|i'm|am|have|device|version|please|to|about|at|from|and|are"
    r"|tell me|give me|peripheral|pin|then|instead|here|value of)\b"
    r"|[\s,.;:?!'\"`,。、??!:;()()—–-]|[这那][款颗个]|芯片|单片机|寄存器|上|中|里|的|是|在|呢|用|我|我们"
    r"|换成|第?几号?脚|哪个?(?:引|管)?脚|换|它|该|那|对于|关于|型号|而|本身|自己|改成|变成|变|改|什么|啥|了|同样|问题)+",
    re.IGNORECASE,
)
CLAUSE = re.compile(
    r"\b(?:what|which|how|why|when|where|who|does|do|did|can|could|should|is there|are there|explain"
    r"|describe|show|list|write|give|tell|compare|calculate|decode|find|must|will|would)\b"
    r"|什么|如何|怎么|怎样|为什么|哪|多少|几|吗|能不能|可以|请|解释|说明|写|列出|比较|计算",
    re.IGNORECASE,
)
EXPLETIVE = re.compile(
    r"\b(?:is|was|would|will|does|makes?|if|that|when) it (?:be )?(?:possible|necessary|required"
    r"|needed|allowed|ok|okay|safe|true|enough|better|"
    r"recommended|best|correct|normal|matter|worth|sense|legal|important|that|the case|to|mean that)\b"
    r"|\bis it (?:going to|an? (?:\w+ ){1,3}(?:that|if|when|to))\b"
    r"|\bhow long does it take (?:to|for|until)\b|\bit (?:is|takes|seems|appears|looks|says|turns out|works"
    r"|hangs|crashes|fails)\b",
    re.IGNORECASE,
)
"""An `it` that stands for nothing said before."""
THAT_REGISTER = re.compile(
    r"\b(?:this|that|the (?:same|said|above)|same)\s+(?:\w+\s+)?register\b|(?:[这那]个?|该|此|这一|上述"
    r"|上面(?:的|那个)?|同一个?)\s*寄存器",
    re.IGNORECASE,
)
THAT_FIELD = re.compile(
    r"\b(?:this|that|these|those|the same|said)\s+(?:\w+\s+)?(?:bits?|fields?|flags?|bit ?fields?)\b"
    r"|(?:这个|该|此|那个|这一|那一|这几个?|上述)\s*(?:位域|位|字段|标志位?|比特)(?!置|数|宽)",
    re.IGNORECASE,
)
THAT_PERIPHERAL = re.compile(
    r"\b(?:this|that|the same|said)\s+(?:peripheral|module|block|timer|port|channel|interface|unit)\b"
    r"|(?:这个|该|此|那个)\s*(?:外设|模块|接口|端口|通道|定时器)",
    re.IGNORECASE,
)
THAT_CHANNEL = re.compile(
    r"\b(?:this|that|the same) (?:dma )?channel\b|(?:这个|该|此|那个)\s*(?:DMA\s*)?通道", re.IGNORECASE
)
CHANNEL = re.compile(r"\*\*((?:channel|通道) ?\d+)\*\*", re.IGNORECASE)
THAT_VALUE = re.compile(
    r"\b(?:this|that|the) (?:value|number|reading|readout|result|dump)\b|\b(?:what does|what's) (?:it|this"
    r"|that|0x[0-9a-f]+) mean\b|\bdecode (?:it|this|that)\b"
    r"|\bis (?:this|that|it) (?:right|normal|correct|ok|expected)\b|\bwhat does (?:this|that|it) (?:mean|say"
    r"|tell)\b|\bwhich bits are (?:set|on)\b"
    r"|\bwhich (?:reset|flag|error|source|one)s? (?:is|was|are|were) (?:it|that|set|this)\b"
    r"|\bwhat is (?:set|enabled|configured)\b"
    r"|(?:这个|该|那个|此)(?:数值|值|读数|结果)|(?:这|它)(?:是|代表|表示)?什么意思|(?:帮我)?(?:解析"
    r"|解码)一?下?(?:它|这个)?|哪些位(?:是)?(?:置位|被置|为\s*1|是\s*1|置\s*1)|说明什么",
    re.IGNORECASE,
)
ITS = re.compile(
    r"\b(?:its|it's(?= (?:reset|address|offset|default|base|bits?|interrupt|access)))\b|它们?的|其(?=(?:复位"
    r"|地址|偏移|默认|中断|位|访问|作用))",
    re.IGNORECASE,
)
IT = re.compile(
    r"(?<![A-Za-z0-9_])(?:it|that one|this one|the latter)(?![A-Za-z0-9_'])|它(?!们)", re.IGNORECASE
)
ONE_IN = re.compile(
    r"(?:\b(?:that|this)(?: (?:one|bit|field))?|\bit)\s+in\s+(?:the\s+)?(?P<register>[A-Z][A-Z0-9_]+)"
)
"""Something that the reply said, in a register that the question names."""
OF_CHIP = re.compile(
    r"\b(?:its|it's) (?:max(?:imum)? |min(?:imum)? )?(?:supply|vdd|operating|package|flash size|ram|sram"
    r"|core\b|temperature range|pin ?(?:count|out))"
    r"|它们?的?(?:供电|电源|工作电压|电压范围|工作温度|温度范围|封装|主频|内核|内存|闪存容量|引脚数)",
    re.IGNORECASE,
)
"""What chips have, and their peripherals do not."""
DONE_TO_PERIPHERAL = re.compile(
    r"\b(?:reset|enable|disable|clock|power)s? (?:it|that one)\b|\bits (?:reset|clock|enable) bits?\b"
    r"|(?:复位|使能|开启|打开|关闭|启用|禁用)\s*它(?!们)",
    re.IGNORECASE,
)
RATING = re.compile(
    r"\b(?:junction|storage|ambient|operating|case) temp(?:erature)?s?\b|\b(?:supply|operating) voltages?\b"
    r"|\bthermal resistance\b|\bESD\b|结温|(?:存储|储存|工作|环境|壳)温度?|热阻|(?:供电|工作|电源)电压|静电",
    re.IGNORECASE,
)
"""What is asked of a whole chip, whatever was spoken of before."""
OF_PERIPHERAL = re.compile(
    r"\bits (?:clocks?|interrupts?|irq|pins?|registers|base|dma|channels?|gpios?|driver)\b|(?:它"
    r"|其)的?(?:时钟|中断|引脚|管脚|基地?址|寄存器有|通道)",
    re.IGNORECASE,
)
EXTREME = re.compile(
    r"\b(?:max(?:imum|imal|\.)?|min(?:imum|imal|\.)?|typ(?:ical|\.)?)(?: values?)?(?![A-Za-z])|最大值?"
    r"|最小值?|典型值?",
    re.IGNORECASE,
)
EXTREMES = {"max": ("maximum", "最大值"), "min": ("minimum", "最小值"), "typ": ("typical value", "典型值")}
PACKAGE = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Z]{0,4}(?:QFN|QFP|BGA|SOP|SOIC|CSP|LGA|DIP)-?\d{1,3})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
BIT = re.compile(
    r"(?:the )?(?P<english>bits? \[?\d{1,2}(?:\s*(?:[:-]|to)\s*\d{1,2})?\]?)"
    r"|第\s*(?P<han>\d{1,2}(?:\s*[::到~-]\s*\d{1,2})?)\s*位|位\s*(?P<after>\d{1,2}(?:[::]\d{1,2})?)",
    re.IGNORECASE,
)
EDITION = re.compile(
    r"(?:\b(?:in|by|according to|per|from)\s+)?(?:the\s+)?(?:\b(?:document |manual )?(?:revision|rev\.?"
    r"|version|ver\.?)\s*v?(?P<after>\d+(?:\.\d+)*)"
    r"|(?<![A-Za-z0-9_])v(?P<short>\d+\.\d+)(?![\d.]))(?:\s+of the \w+(?: \w+)?)?"
    r"|(?P<before>\d+\.\d+)\s+(?:manual|edition|revision|rev|version)\b"
    r"|(?P<han>\d+(?:\.\d+)+)\s*(?:版本?(?:手册)?(?:里|中)?|(?:手册)?(?:里|中))|(?:版本"
    r"|修订版)\s*[vV]?(?P<han_after>\d+(?:\.\d+)*)(?:里|中)?",
    re.IGNORECASE,
)
CONDITION = re.compile(
    r"^\s*(?:only |just |even )?(?:at|in|on|with|when|while|after|before|during|under|over|without|from|for"
    r"|using|if|via|of|as|inside|between)\b"
    r"|(?:时候?|下|里|中|后|前|上|模式|情况|条件)\s*$|^\s*(?:在|当|如果|用|通过|加上|带)",
    re.IGNORECASE,
)
"""The looks of a condition, as opposed to a remark."""
NEWEST = re.compile(
    r"(?:latest|newest|most recent|current)(?: (?:revision|version|edition|manual|one))?|(?:最新|新)(?:版本?"
    r"|修订版?)?(?:手册)?(?:里|中)?",
    re.IGNORECASE,
)
MEANS = re.compile(
    r"\b(?:mean|decode|say|tell|set|on|enabled|configured)\b|什么意思|解析|解码|含义|置位"
    r"|置\s*1|为\s*1|说明什么",
    re.IGNORECASE,
)
"""Asks for a value's fields and for nothing more."""
THEM = re.compile(
    r"\b(?:both(?: of (?:them|these|those))?|they(?! say)|them|these two|those two|the two)\b"
    r"|它们?俩|它们|这俩|这?两(?:个|者)(?:寄存器)?",
    re.IGNORECASE,
)
AND = re.compile(r"\s*(?:and|or|but|plus)\b|\s*(?:那么?|还有|以及)", re.IGNORECASE)
HOW_MUCH = re.compile(r"\bhow (?:long|much|fast|high|low)\b|多[少大高长久快]|几(?:年|秒)", re.IGNORECASE)
"""What `and the crystal?` goes on asking."""
LEANING = re.compile(
    r"\b(?:this|that|these|those|it|they|them|both|either)\b"
    r"|^\s*(?:那么?|所以|还|也|又)?(?:能|可以|会|要|需要|占|应该|得)|[这那它其此]",
    re.IGNORECASE,
)
"""Words that need the question before, where they name nothing themselves."""
