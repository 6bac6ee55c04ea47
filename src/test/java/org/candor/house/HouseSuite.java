package org.candor.house;

import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** What is asked of the house as a whole, and the rooms that need no service around them. */
@Suite
@SelectPackages({
    "org.candor.courier",
    "org.candor.delivery",
    "org.candor.drill",
    "org.candor.house",
    "org.candor.letter",
    "org.candor.rig",
    "org.candor.sandbox",
    "org.candor.simulation",
    "org.candor.vault"
})
@IncludeClassNamePatterns(".*Test")
@ExcludeClassNamePatterns("org\\.candor\\.house\\.TokenInputsTest")
class HouseSuite {}
