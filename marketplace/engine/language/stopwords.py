"""Function words that carry no topic, per language: short lists, folded as `normalization.fold` does."""

from typing import Final

_ENGLISH = """
a about above after again all also although am among an and any are as at be because been before being between both but
by can could did do does doing down during each either few for from further had has have having he her here hers him his
how however i if in into is it its itself just may me might more most must my neither no nor not of off on once only or
other our out over own per same shall she should since so some such than that the their them then there these they this
those through thus to too under until up upon us very via was we were what when where whether which while who whom whose
why will with within without would you your t ll re ve don
"""
_FRENCH = """
a à afin ai ainsi alors après au aucun aussi autre autres aux avant avec avoir c car ce ceci cela celle celles celui ces
cet cette ceux chaque chez comme comment d dans de depuis des dont du elle elles en encore entre es est et être eu eux
fait font il ils j je jusqu l la le les leur leurs lors lorsqu lorsque lui m ma mais me même mes moins mon n ne ni nos
notre nous on ont ou où par parce pas pendant peu peut peuvent plus plusieurs pour pourquoi puis puisqu puisque qu quand
que quel quelle quelles quels quelqu qui quoi s sa sans se sera ses si sien soit son sont sous sur t ta te tel telle
tels tes toi ton tous tout toute toutes très tu un une vers via vos votre vous y été était étaient cet
"""
_SPANISH = """
a al algo algunas algunos ante antes así aun aunque bajo cada como con contra cual cuales cuando cómo de del desde donde
dos durante e el él ella ellas ellos en entre era eran es esa esas ese eso esos esta está están estas este esto estos
fue fueron ha hacia han hasta hay la las le les lo los más mas me mediante mi mientras muy ni no nos nosotros o os otra
otras otro otros para pero poco por porque puede pueden pues que qué quien quienes se sea sean según ser si sido sin
sino sobre son su sus también tan tanto te tiene tienen todo toda todos todas tras tu un una uno unas unos y ya yo
"""
_PORTUGUESE = """
a à ainda além algum alguma algumas alguns ante antes ao aos após aquela aquelas aquele aqueles aquilo as às até cada
com como contra cujo cuja da das de dela dele deles depois desde dessa desse desta deste do dos durante e é ela elas ele
eles em entre era eram essa essas esse esses esta está estão estas este estes eu foi foram há isso isto já lhe lhes lo
mais mas me mediante menos mesmo meu minha muito na não nas nem no nos nossa nosso num numa o os ou outra outras outro
outros para pela pelas pelo pelos pode podem pois por porque quais qual quando que quem se seja sejam sem ser será seu
seus si sido sob sobre sua suas são só também tem têm todo toda todos todas tu um uma umas uns você
"""
_RUSSIAN = """
а без более бы был была были было быть в вам вас во вот все всего всех вы где да для до его ее если есть еще же за здесь
и из или им их к как какой каких когда ко которая которого которое которой которые которых который которым кто ли либо
между мы на над надо нас наш не него нее нет ни них но ну о об один однако он она они оно от по под после при про с себя
со так также такие такой там то тогда того тоже той только том тот тут у уже чего чей чем что чтобы эта эти этих это
этого этой этом этот я является являются
"""
_ARABIC = """
من في على إلى الى عن مع هذا هذه ذلك تلك هؤلاء التي الذي الذين اللذين اللتين ما ماذا متى كيف أين هل لا لم لن ليس ليست إن
أن ان إذا اذا أو او أم ثم قد كان كانت كانوا يكون تكون هو هي هم هن نحن أنا انا أنت كل بعض غير بين عند منذ حتى كما لكن لكي
كي بعد قبل حيث خلال دون سوى عبر ضد فيها فيه منها منه عليها عليه إليها إليه لها له لهم بها به بهم عنها عنه أي اي مثل نحو
لدى بأن بان وقد ولا وفي ومن وعلى وأن وهو وهي وما كذلك أيضا ايضا لأن لان مما فقط وإلى والى وعن ومع يتم تم
"""
_CHINESE = """
的 了 和 是 在 与 及 或 等 对 为 以 于 其 之 也 而 并 从 到 由 被 把 将 就 都 很 这 那 该 此 这些 那些 这个 那个 一个 一种 一些 有 没有
不 我 你 您 他 她 它 我们 你们 他们 它们 自己 什么 怎么 怎样 如何 哪 哪些 哪个 为什么 因为 所以 如果 但 但是 而且 并且 以及 或者 可以 可 能
会 要 应 应当 所 个 中 上 下 内 外 时 后 前 通过 进行 根据 按照 关于 对于 由于 因此 其中 其他 包括 以便 吗 呢 吧 啊 呀 得 地 着 过 又 再 还 更 最
"""

STOP_WORDS: Final[dict[str, frozenset[str]]] = {
    "en": frozenset(_ENGLISH.split()),
    "fr": frozenset(_FRENCH.split()),
    "es": frozenset(_SPANISH.split()),
    "pt": frozenset(_PORTUGUESE.split()),
    "ru": frozenset(_RUSSIAN.split()),
    "ar": frozenset(_ARABIC.split()),
    "zh": frozenset(_CHINESE.split()),
}
