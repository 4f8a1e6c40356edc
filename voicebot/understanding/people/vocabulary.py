"""Words that tell names from the rest of what callers say."""

from __future__ import annotations


def words_of(*lines: str) -> frozenset[str]:
    """The words of some lines, as a set."""
    return frozenset(" ".join(lines).split())


HESITATIONS = words_of("uh um umm er erm ah eh hmm hm mm mhm uhm oh well like so okay ok")
TITLES = words_of(
    "mr mister mrs missus missis ms miss mx dr doctor prof professor sir madam lady lord rev",
    "reverend father sister brother captain sergeant master dame judge",
)
PARTICLES = words_of(
    "de da das do dos del della der den di du la le las los van von vande ter ten bin ibn ben",
    "al el abu ap st saint san santa mac mc o y e af av zu dela",
)
RELATIONS = {
    word: relation
    for relation, spoken in {
        "son": "son sons boy boys stepson", "child": "child children kid kids",
        "daughter": "daughter daughters girl stepdaughter",
        "wife": "wife", "husband": "husband hubby", "mother": "mother mom mum mommy mummy mam mama",
        "father": "father dad daddy papa",
        "partner": "partner fiance fiancé fiancee fiancée spouse",
        "girlfriend": "girlfriend", "boyfriend": "boyfriend", "friend": "friend friends mate buddy",
        "brother": "brother stepbrother", "sister": "sister stepsister",
        "grandmother": "grandmother grandma gran nan granny nana",
        "grandfather": "grandfather grandpa grandad granddad",
        "grandson": "grandson", "granddaughter": "granddaughter", "grandchild": "grandchild",
        "nephew": "nephew", "niece": "niece", "uncle": "uncle", "aunt": "aunt auntie aunty",
        "cousin": "cousin", "baby": "baby", "boss": "boss manager", "client": "client patient",
        "colleague": "colleague coworker co-worker assistant", "roommate": "roommate flatmate",
        "neighbour": "neighbor neighbour", "dog": "dog puppy", "cat": "cat kitten",
        "in-law": "mother-in-law father-in-law",
    }.items()
    for word in spoken.split()
}  # fmt: skip

# Never part of a name, however it is asked for.
STOP = words_of(
    "name's surname's booking's reservation's table's",
    "title titled label sounds sound looks look works work seems a an the and or but nor if",
    "then than that this these those there here it its it's that's i i'm i'd i'll i've me my",
    "mine myself we we're we'd we'll we've us our ours you you're your yours he he's him his",
    "she she's her hers they they're them their who who's whom whose what what's which when",
    "where why how all any some none both either neither each every much many more most other",
    "another such only just also too very really quite not no nope yes yeah yep yup yea nah",
    "sure please thanks thank sorry pardon hello hi hey bye goodbye morning afternoon evening",
    "night today tonight tomorrow yesterday week weekend month year minute o'clock noon",
    "midnight am pm time date monday tuesday wednesday thursday friday saturday sunday january",
    "february july september october november december is are was were be been being isn't",
    "aren't wasn't weren't do does did don't doesn't didn't have has had haven't hasn't having",
    "can can't cannot could couldn't would wouldn't should shouldn't won't shall must might",
    "may've to of in on at by for from with without about into onto over under until till since",
    "before after between during through as because while book booking booked bookings reserve",
    "reserved reservation reservations appointment appointments table tables party parties",
    "schedule scheduled reschedule cancel cancelled canceled cancellation change changing move",
    "need needed needs want wanted wants like looking trying calling call called speaking speak",
    "talk talking make made making get getting got give take going go come coming see seeing",
    "know think thought believe guess suppose mean say said tell told ask asked name names",
    "named surname spell spelled spelt spelling spells number phone email address account file",
    "first last middle given people adults adult children mr mrs ms one two three four five six",
    "seven eight nine ten eleven twelve thirteen fifteen twenty thirty forty fifty hundred",
    "double triple zero oh p.m a.m wait hold hang repeat again correct right wrong exactly",
    "actually maybe perhaps probably possible possibly available availability open closed able",
    "unable okay ok understand understood help question anything something nothing everything",
    "anyone someone anybody somebody nobody everyone cleaning checkup check-up filling",
    "whitening haircut colour color service appointment's reservation's using use used listed",
    "put add added adding bring running dinner lunch breakfast brunch supper seat seated seats",
    "lot currently now soon later earlier ago let let's ve re ll didn isn wasn couldn wouldn",
    "doing perfect nice thats whats im ive id theres hes shes youre dont cant didnt doesnt wont",
    "isnt unfortunately however though although same else instead due per upon tonight's",
    "today's tomorrow's today’s dash hyphen apostrophe dot comma capital letter letters",
    "capitalized uppercase lowercase space underscore yet already never ever always often",
    "sometimes dr doctor doctors dentist hygienist stylist barber nurse therapist human",
    "operator agent receptionist robot bot machine gonna wanna gotta lemme there's they'll",
    "you'll they've you've you'd he'd she'd that'll who'd it'll what'll hasnt havent confirm",
    "confirmed confirmation verify check checking update edit modify switch keep remove com net",
    "org gmail yahoo hotmail outlook icloud at's hon speaking's behalf reason regarding",
)  # fmt: skip

# Common words that are also listed as names: alone they need a reason to be taken for one.
ORDINARY = words_of(
    "able absolutely accept ai angel anytime anywhere april art asap ask august autumn baby",
    "back bad ball bank bar base bath beach bean bear bed bell bench best better big bill bird",
    "bit black blank bleeding bless block blood blow blowout blue board bond bone bones box boy",
    "braces brain brake branch bread break bridge bright bring broad broken brother brown bug",
    "build bus business busy button buy cable cage can candy cap car card care carry case cash",
    "cat center certain chain chair chance charge charm chase cheap check cheek cherry chill",
    "chip choice choose church city class clean clear clever close cloud club coach coat coffee",
    "coke cold color colour come comfort common computer condition consultation cook cool corn",
    "corner cost cotton couch council couple course court cousin cover covered crisp cross",
    "crown cup cut dad daily dance dark date day days deal dear december deep delivery dental",
    "denture desire desk different dinner do dock doe dog doll done door down draft drain dream",
    "dress drink drive driver drop dry duck due dull dumb duty eager ear early earth east",
    "easter easy eat eight either else emergency end english estimate even event exact exam",
    "except extraction eye face facial fair faith fall family fan far farm fast father favor",
    "favorite feather fee feel felt few field file fill final find fine finger fire first fish",
    "fit five fix flat floor flower fly food foot for force forget fork form fort forth forward",
    "found four fox free french fresh friday friend friends front full fun game garden gas gate",
    "gay gentle german gift girl give glad glass glory go gold golden gone good gp grand grass",
    "grateful gray great green grey ground group grow guard guess guest gum guy guys hail hair",
    "half hall hand handle handy happy hard harm hat hate have hay he head heal hear heard",
    "heart heat heater held hell help her high highlights hill him hire his hit hmm hold hole",
    "holiday home honest honey hood hook hope horn horse host hot hour hours house how huge",
    "human hunt hurry hurt husband ice idea implant in info innocent inspection insurance it",
    "jam job join joke joy july jump june just keen keep key kid kind king kiss kit knee know",
    "lady lamb lamp land lane large last late laugh law lay lead leaf leak lean learn least",
    "leather leave left leg leisure less let letter level lie life lift light like line link",
    "list little live living load loan lock long look loose lord lose lost lot loud love lovely",
    "low luck lucky lunch made mail main major make man manage manicure march mark marry mask",
    "massage master match mate matter may md me meal mean means meat medical meet melody mild",
    "mile milk mill million mind mine minor miracle miss mister mix moment monday money month",
    "moon more morning most mother mouth move much music must nail narrow near nearest neat",
    "neck need neither never new news next nice night nine no noble noise none noon normal",
    "north nose not note now numb number nurse oak odd of off offer office often oil old on",
    "once one open or orange order other our out outside over own pa pace pack page pain paint",
    "pair pale pan paper park parking part parts party pass past path patience patient pay",
    "peace peak pedicure pen penny people pepper perfect person phone pick pickup pie pin pink",
    "place plain plan plane plant play plaza pleasant please plenty plumber point polite pool",
    "poor port post pound pray precious prefer preference pretty price pride prime print",
    "problem promise proper provide public pull pure purple push put quick quiet quite quote",
    "race rain raise ran rank rash rate rather raw ray reach read ready real really reason",
    "record red regular relax remain rent rest retainer rice rich ride right ring rise river",
    "road rock role roll roof room root rose round row royal rule run running rush sad safe",
    "sage sail sale salt same sand save say school score sea seal season seat second secret see",
    "sell send senior sense session set settle seven several severe shade shake shall sharp",
    "sheet shell shine ship shirt shock shoe shop short shot should show shower shut shy sick",
    "side sign silver simple since sing sir sister sit six size skin sky sleep slow small smart",
    "smile smooth snow so soft soil some song soon soonest sore sorry sort sound soup south",
    "space spare speak special speed spell spend split spoke spot spray spring square staff",
    "stage stamp stand standard star start state station stay steady steel step stick still",
    "stock stone stood stop store storm story straight strange street stretch strong stuck",
    "study stuff such sudden sue sugar suit summer sun sunday super supply support sure surface",
    "surprise sweet swelling swim table take talk tall tape taste tax tea teach team teeth tell",
    "ten term test thank that the then there thick thin thing things think thirsty three thrill",
    "throw ticket tie tight till time times tip tire tired tires title to toe together tone",
    "tongue too took tooth top total touch tough tour towel tower town toy trail train travel",
    "treat treatment tree trick trim trip trouble truck true trust truth try tune tune-up turn",
    "twin two ugly uncle under unit until up upper urgent use usual vacation valley value vegan",
    "very view visit voice wage wait walk wall want warm warn wash waste watch water wave wax",
    "way we weak wear weather wedding week weekly weight weird welcome well west wet what",
    "whatever wheel when whenever where wherever while white who whole why wide wife wild will",
    "win wind window wine wing winter wire wise wish with woman won wonder wood word words work",
    "world worry worse worst worth would write wrong yard year yes yesterday yet you young your",
)  # fmt: skip
